// How fast the speech engine is on this machine, as figures that can be held against the machine's own limits.
//
// Usage   cxai-bench-whisper MODEL [--threads N] [--windows W] [--tokens T] [--compute f32|bf16|int8] [--json]
// Work    W windows of 30 s of noise are encoded one after the other; then T tokens are decoded for all of them in one
//         batch, greedily, nothing suppressed and no end
// Exit    0 done · 1 failed · 2 usage
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <random>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "peak.hpp"
#include "whisper/decoder.hpp"
#include "whisper/encoder.hpp"
#include "whisper/log_mel.hpp"
#include "whisper/model.hpp"

namespace {

using namespace cxai;
using Clock = std::chrono::steady_clock;

double since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

struct Arguments {
  std::string model;
  int threads = 2;
  std::size_t windows = 16;
  std::size_t tokens = 100;
  kernels::Compute compute = kernels::this_machine().fastest();
  bool json = false;
};

// Operations of one window in the encoder, the decoder's keys and values included.
double encoder_operations(const checkpoint::Dimensions& d) {
  const double t = d.audio_context;
  const double w = d.audio_state;
  const double layers = d.audio_layers;
  const double products = 12 * w * w * 2 * t * layers;
  const double attention = 4 * t * t * w * layers;
  const double stem = 2 * 2 * t * 3 * d.mels * w + 2 * t * 3 * w * w;
  const double keys_values = 2 * t * 2 * w * d.text_state * d.text_layers;
  return products + attention + stem + keys_values;
}

double peak_memory_mib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

Result<Json> measure(const Arguments& arguments) {
  Json out;
  out["model"] = arguments.model;
  out["compute"] = to_string(arguments.compute);
  out["threads"] = arguments.threads;
  out["windows"] = arguments.windows;
  out["tokens"] = arguments.tokens;

  auto begin = Clock::now();
  CXAI_TRY(auto model, whisper::Model::load(arguments.model, arguments.compute, arguments.threads));
  out["name"] = model->name();
  out["start_s"] = since(begin);
  out["weights_mib"] = static_cast<double>(model->bytes()) / (1 << 20);
  const checkpoint::Dimensions& d = model->weights->dimensions();

  kernels::Team team(arguments.threads);
  whisper::Encoder encoder(model, team);
  whisper::Decoder decoder(model, team, arguments.windows * (arguments.tokens + 4));
  whisper::LogMel log_mel(d.mels, model->weights->mel_filters());
  std::mt19937 random(1);
  std::normal_distribution<float> normal(0.0f, 0.1f);
  std::vector<float> samples(whisper::kWindowSamples);
  for (float& s : samples) s = normal(random);
  begin = Clock::now();
  const auto picture = log_mel(samples);
  const double mel_seconds = since(begin);

  std::vector<kernels::CrossCache> sounds;
  for (std::size_t w = 0; w < arguments.windows; ++w)
    sounds.emplace_back(arguments.compute, model->decoder.size(), model->heads(),
                        static_cast<std::size_t>(d.audio_context), model->machine);
  encoder.run(picture, sounds.front());  // first touch of the memory
  std::vector<double> encode_seconds;
  for (auto& sound : sounds) {
    begin = Clock::now();
    encoder.run(picture, sound);
    encode_seconds.push_back(since(begin));
  }
  double encode_total = 0;
  for (const double s : encode_seconds) encode_total += s;
  std::ranges::sort(encode_seconds);

  // Every window decodes on its own; each step serves all of them.
  std::vector<std::vector<int>> slots(arguments.windows);
  std::vector<int> token(arguments.windows, 0);
  int next_slot = 0;
  std::vector<whisper::StepRow> rows;
  const auto step = [&] {
    rows.clear();
    for (std::size_t w = 0; w < arguments.windows; ++w) {
      slots[w].push_back(next_slot++);
      rows.push_back({&sounds[w], token[w], slots[w], true, nullptr});
    }
    decoder.step(rows);
    for (std::size_t w = 0; w < arguments.windows; ++w) {
      const auto logits = decoder.logits(w);
      token[w] = static_cast<int>(std::ranges::max_element(logits) - logits.begin());
    }
  };
  for (int prompt = 0; prompt < 3; ++prompt) step();
  begin = Clock::now();
  for (std::size_t t = 0; t < arguments.tokens; ++t) step();
  const double decode_seconds = since(begin);

  const double windows = static_cast<double>(arguments.windows);
  const double rate = encoder_operations(d) * windows / encode_total;
  const double tokens = windows * static_cast<double>(arguments.tokens);
  const double int8 = bench::int8_peak(arguments.threads);
  const double bf16 = bench::bf16_peak(arguments.threads);
  const double memory = bench::memory_bytes_per_second(arguments.threads);
  const double step_bytes =
      static_cast<double>(sounds.front().bytes()) * windows + static_cast<double>(model->decoder_bytes());
  out["mel_s"] = mel_seconds;
  out["encode_s_per_window"] = encode_total / windows;
  out["encode_s_fastest_window"] = encode_seconds.front();
  out["encode_gops"] = rate / 1e9;
  out["peak_gops"] = {{"int8", int8 / 1e9}, {"bf16", bf16 / 1e9}, {"f32", bench::f32_peak(arguments.threads) / 1e9}};
  if (int8 > 0) out["encode_share_of_int8_peak"] = rate / int8;
  if (bf16 > 0) out["encode_share_of_bf16_peak"] = rate / bf16;
  out["decode_s"] = decode_seconds;
  out["decode_tokens_per_s"] = tokens / decode_seconds;
  out["decode_ms_per_token"] = decode_seconds / tokens * 1000;
  out["cross_mib_per_window"] = static_cast<double>(sounds.front().bytes()) / (1 << 20);
  out["memory_gb_per_s"] = memory / 1e9;
  out["decode_share_of_memory_rate"] = step_bytes * static_cast<double>(arguments.tokens) / decode_seconds / memory;
  out["audio_s_per_s"] = 30.0 * windows / (encode_total + decode_seconds + windows * mel_seconds);
  out["peak_memory_mib"] = peak_memory_mib();
  return out;
}

int usage(const std::string& what) {
  std::cerr << "error: " << what
            << "\nusage: cxai-bench-whisper MODEL [--threads N] [--windows W] [--tokens T] [--compute "
               "f32|bf16|int8] [--json]\n";
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  for (int i = 1; i < argc; ++i) {
    const std::string name = argv[i];
    if (!name.starts_with("--")) {
      arguments.model = name;
      continue;
    }
    if (name == "--json") {
      arguments.json = true;
      continue;
    }
    if (i + 1 >= argc) return usage(name + " needs a value");
    const std::string value = argv[++i];
    const long number = std::strtol(value.c_str(), nullptr, 10);
    if (name == "--compute") {
      const auto compute = whisper::compute_named(value);
      if (!compute) return usage("--compute: f32, bf16 or int8, got '" + value + "'");
      arguments.compute = *compute;
    } else if (number < 1) {
      return usage(name + ": a number from 1, got '" + value + "'");
    } else if (name == "--threads") {
      arguments.threads = static_cast<int>(number);
    } else if (name == "--windows") {
      arguments.windows = static_cast<std::size_t>(number);
    } else if (name == "--tokens") {
      arguments.tokens = static_cast<std::size_t>(number);
    } else {
      return usage("unknown option '" + name + "'");
    }
  }
  if (arguments.model.empty()) return usage("MODEL is needed");
  const auto figures = measure(arguments);
  if (!figures) {
    std::cerr << "error: " << figures.error().message << '\n';
    return 1;
  }
  if (arguments.json)
    std::cout << figures->dump(2) << '\n';
  else
    for (const auto& [name, value] : figures->items()) std::cout << name << ' ' << value.dump() << '\n';
  return 0;
}
