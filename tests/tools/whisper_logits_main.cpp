// Feeds given tokens to a Whisper model and writes what it makes of them, so that its arithmetic can be held against
// another program's.
//
// Usage   cxai-whisper-logits MODEL WAV START_SECONDS --tokens 50258,50268,… [--prompt N] [--compute f32|bf16|int8]
//         [--threads N] [--machine auto|plain] --out FILE
// Output  float32, little-endian: the logits after the first N tokens (the prompt, 4) and after every further token
// Exit    0 written · 1 failed, the reason on stderr · 2 usage
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "audio/wav.hpp"
#include "base/files.hpp"
#include "whisper/decoder.hpp"
#include "whisper/encoder.hpp"
#include "whisper/log_mel.hpp"
#include "whisper/model.hpp"

namespace {

using namespace cxai;

struct Arguments {
  std::string model, wav, out;
  double start_seconds = 0;
  std::vector<int> tokens;
  std::size_t prompt = 4;
  kernels::Compute compute = kernels::Compute::f32;
  int threads = 2;
  bool plain = false;
};

int usage(const std::string& what) {
  std::cerr << "error: " << what
            << "\nusage: cxai-whisper-logits MODEL WAV START_SECONDS --tokens A,B,… [--prompt N] [--compute "
               "f32|bf16|int8] [--threads N] [--machine auto|plain] --out FILE\n";
  return 2;
}

// Channel 0 of 30 s of a 16 kHz WAV file, 16 bits.
Result<std::vector<float>> read_window(const Arguments& arguments) {
  CXAI_TRY(const std::string bytes, base::read_file(arguments.wav));
  CXAI_TRY(const auto wav, audio::read_wav(bytes));
  if (wav.sample_rate_hz != 16'000) return fail(ErrorCode::invalid_input, arguments.wav + ": must have 16 000 Hz");
  const auto first = static_cast<std::size_t>(arguments.start_seconds * 16'000);
  std::vector<float> samples(whisper::kWindowSamples, 0.0f);
  const auto& channel = wav.channels.front();
  for (std::size_t i = 0; i < samples.size() && first + i < channel.size(); ++i) samples[i] = channel[first + i];
  return samples;
}

Result<> run(const Arguments& arguments) {
  kernels::Machine machine = kernels::this_machine();
  if (arguments.plain) machine.avx512 = false;
  CXAI_TRY(auto model, whisper::Model::load(arguments.model, arguments.compute, arguments.threads, machine));
  CXAI_TRY(const auto samples, read_window(arguments));
  for (const int token : arguments.tokens)
    if (token < 0 || token >= model->weights->dimensions().vocabulary)
      return fail(ErrorCode::invalid_input, "--tokens: the model has no token " + std::to_string(token));
  kernels::Team team(arguments.threads);
  whisper::Encoder encoder(model, team);
  whisper::Decoder decoder(model, team, arguments.tokens.size());
  whisper::LogMel log_mel(model->weights->dimensions().mels, model->weights->mel_filters());
  kernels::CrossCache sound(arguments.compute, model->decoder.size(), model->heads(),
                            static_cast<std::size_t>(model->weights->dimensions().audio_context), machine);
  encoder.run(log_mel(samples), sound);

  std::vector<int> slots(arguments.tokens.size());
  for (std::size_t i = 0; i < slots.size(); ++i) slots[i] = static_cast<int>(i);
  std::ofstream out(arguments.out, std::ios::binary);
  const auto write = [&](std::size_t row) {
    const auto logits = decoder.logits(row);
    out.write(reinterpret_cast<const char*>(logits.data()), static_cast<std::streamsize>(logits.size_bytes()));
  };
  std::vector<whisper::StepRow> prompt;
  for (std::size_t i = 0; i < arguments.prompt; ++i)
    prompt.push_back({&sound, arguments.tokens[i], std::span(slots).first(i + 1), i + 1 == arguments.prompt, nullptr});
  decoder.step(prompt);
  write(arguments.prompt - 1);
  for (std::size_t i = arguments.prompt; i < slots.size(); ++i) {
    const whisper::StepRow row{&sound, arguments.tokens[i], std::span(slots).first(i + 1), true, nullptr};
    decoder.step({&row, 1});
    write(0);
  }
  out.close();
  if (!out) return fail(ErrorCode::unavailable, arguments.out + ": cannot write");
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  std::vector<std::string> plain;
  for (int i = 1; i < argc; ++i) {
    const std::string name = argv[i];
    if (!name.starts_with("--")) {
      plain.push_back(name);
      continue;
    }
    if (++i >= argc) return usage(name + " needs a value");
    const std::string value = argv[i];
    if (name == "--tokens") {
      for (std::size_t at = 0; at < value.size();) {
        const std::size_t end = std::min(value.find(',', at), value.size());
        int token = -1;
        if (const auto [p, error] = std::from_chars(value.data() + at, value.data() + end, token);
            error != std::errc() || p != value.data() + end)
          return usage("--tokens: numbers separated by commas, got '" + value + "'");
        arguments.tokens.push_back(token);
        at = end + 1;
      }
    } else if (name == "--compute") {
      const auto compute = whisper::compute_named(value);
      if (!compute) return usage("--compute: f32, bf16 or int8, got '" + value + "'");
      arguments.compute = *compute;
    } else if (name == "--prompt") {
      arguments.prompt = std::strtoul(value.c_str(), nullptr, 10);
    } else if (name == "--threads") {
      arguments.threads = static_cast<int>(std::strtol(value.c_str(), nullptr, 10));
    } else if (name == "--machine") {
      arguments.plain = value == "plain";
    } else if (name == "--out") {
      arguments.out = value;
    } else {
      return usage("unknown option '" + name + "'");
    }
  }
  if (plain.size() != 3 || arguments.out.empty()) return usage("MODEL, WAV, START_SECONDS and --out are needed");
  if (arguments.prompt < 1 || arguments.tokens.size() < arguments.prompt)
    return usage("--tokens: at least the prompt's " + std::to_string(arguments.prompt) + " tokens");
  arguments.model = plain[0];
  arguments.wav = plain[1];
  arguments.start_seconds = std::strtod(plain[2].c_str(), nullptr);
  if (const auto done = run(arguments); !done) {
    std::cerr << "error: " << done.error().message << '\n';
    return 1;
  }
  return 0;
}
