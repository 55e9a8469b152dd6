import 'bootstrap/dist/css/bootstrap.min.css';
import './styles/fonts.css';
import './styles/tokens.css';
import './styles/base.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { language } from './lib/i18n/index.svelte';

document.documentElement.lang = language();
mount(App, { target: document.getElementById('app')! });
