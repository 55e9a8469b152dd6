import 'bootstrap/dist/css/bootstrap-reboot.min.css';
import './styles/fonts.css';
import './styles/tokens.css';
import './styles/base.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { startLanguage } from './lib/i18n/index.svelte';
import { load, pageAt } from './lib/pages';

// Fetched beside the session, so that the page does not wait for both in turn. What fails is asked for again.
void load(pageAt(location.pathname).name).catch(() => {});
await startLanguage();
mount(App, { target: document.getElementById('app')! });
