#include "whisper/model.hpp"

#include <functional>

#include "kernels/team.hpp"

namespace cxai::whisper {
namespace {

using kernels::Linear;

std::vector<float> floats(const checkpoint::TensorView& tensor) {
  std::vector<float> out(static_cast<std::size_t>(tensor.elements()));
  checkpoint::read_floats(tensor, 0, out);
  return out;
}

// Builds linear layers from named tensors; each build is a task of its own, so that threads can share them.
class Packer {
 public:
  Packer(const checkpoint::Weights& weights, Compute compute, const kernels::Machine& machine)
      : weights_(weights), compute_(compute), machine_(machine) {}

  void norm(Norm& to, const std::string& name) const {
    to.gain = floats(weights_.tensor(name + ".weight"));
    to.bias = floats(weights_.tensor(name + ".bias"));
  }

  // Several layers of the same input, one above the other. A layer without bias (keys) has zeros there.
  void linear(Linear& to, std::vector<std::string> names) {
    tasks_.push_back([this, &to, names = std::move(names)] {
      const auto& first = weights_.tensor(names.front() + ".weight");
      const auto out = static_cast<std::size_t>(first.shape[0]);
      const auto in = static_cast<std::size_t>(first.shape[1]);
      std::vector<float> bias;
      for (const auto& name : names) {
        if (name.ends_with(".key"))
          bias.insert(bias.end(), out, 0.0f);
        else
          for (const float b : floats(weights_.tensor(name + ".bias"))) bias.push_back(b);
      }
      to = Linear(
          compute_, out * names.size(), in,
          [&](std::size_t row, std::span<float> values) {
            checkpoint::read_floats(weights_.tensor(names[row / out] + ".weight"),
                                    static_cast<std::int64_t>(row % out * in), values);
          },
          std::move(bias), machine_);
    });
  }

  // A convolution of three taps: the file's [out, in, 3] as [out, 3 · in], tap by tap.
  void convolution(Linear& to, const std::string& name) {
    tasks_.push_back([this, &to, name] {
      const auto& tensor = weights_.tensor(name + ".weight");
      const auto out = static_cast<std::size_t>(tensor.shape[0]);
      const auto in = static_cast<std::size_t>(tensor.shape[1]);
      const auto all = floats(tensor);
      const Compute compute = compute_ != Compute::int8          ? compute_
                              : machine_.supports(Compute::bf16) ? Compute::bf16
                                                                 : Compute::f32;
      to = Linear(
          compute, out, 3 * in,
          [&](std::size_t row, std::span<float> values) {
            for (std::size_t c = 0; c < in; ++c)
              for (std::size_t tap = 0; tap < 3; ++tap) values[tap * in + c] = all[(row * in + c) * 3 + tap];
          },
          floats(weights_.tensor(name + ".bias")), machine_);
    });
  }

  void embedding(Linear& to, const std::string& name) {
    tasks_.push_back([this, &to, name] {
      const auto& tensor = weights_.tensor(name);
      const auto in = static_cast<std::size_t>(tensor.shape[1]);
      to = Linear(
          compute_, static_cast<std::size_t>(tensor.shape[0]), in,
          [&](std::size_t row, std::span<float> values) {
            checkpoint::read_floats(tensor, static_cast<std::int64_t>(row * in), values);
          },
          {}, machine_);
    });
  }

  void run(int threads) {
    kernels::Team team(threads);
    team.each(tasks_.size(), [&](std::size_t i, int) { tasks_[i](); });
  }

 private:
  const checkpoint::Weights& weights_;
  Compute compute_;
  kernels::Machine machine_;
  std::vector<std::function<void()>> tasks_;
};

}  // namespace

Compute fastest_compute() {
  return kernels::this_machine().fastest();
}

std::optional<Compute> compute_named(std::string_view name) {
  for (const Compute compute : {Compute::f32, Compute::bf16, Compute::int8})
    if (name == to_string(compute)) return compute;
  return std::nullopt;
}

Result<std::shared_ptr<const Model>> Model::load(const std::filesystem::path& path, Compute compute, int threads,
                                                 const kernels::Machine& machine) {
  if (!machine.avx2)
    return fail(ErrorCode::unsupported,
                "the speech engine needs a processor with AVX2, FMA and F16C (2013 or later); use a remote engine");
  if (!machine.supports(compute))
    return fail(ErrorCode::unsupported, std::string("this processor cannot compute in ") + to_string(compute) +
                                            " (it needs AVX-512 with BF16); choose int8 or f32");
  CXAI_TRY(auto weights, checkpoint::Weights::open(path));
  auto model = std::make_shared<Model>(weights);
  model->compute = compute;
  model->machine = machine;
  const checkpoint::Dimensions& d = weights->dimensions();
  Packer packer(*weights, compute, machine);
  packer.embedding(model->logits, "decoder.token_embedding.weight");
  packer.convolution(model->stem1, "encoder.conv1");
  packer.convolution(model->stem2, "encoder.conv2");
  model->encoder_positions = floats(weights->tensor("encoder.positional_embedding"));
  model->decoder_positions = floats(weights->tensor("decoder.positional_embedding"));
  packer.norm(model->encoder_norm, "encoder.ln_post");
  packer.norm(model->decoder_norm, "decoder.ln");
  model->encoder.resize(static_cast<std::size_t>(d.audio_layers));
  model->decoder.resize(static_cast<std::size_t>(d.text_layers));
  for (std::size_t i = 0; i < model->encoder.size(); ++i) {
    EncoderLayer& layer = model->encoder[i];
    const std::string p = "encoder.blocks." + std::to_string(i) + ".";
    packer.norm(layer.attention_norm, p + "attn_ln");
    packer.linear(layer.queries_keys_values, {p + "attn.query", p + "attn.key", p + "attn.value"});
    packer.linear(layer.attention_out, {p + "attn.out"});
    packer.norm(layer.mlp_norm, p + "mlp_ln");
    packer.linear(layer.up, {p + "mlp.0"});
    packer.linear(layer.down, {p + "mlp.2"});
  }
  for (std::size_t i = 0; i < model->decoder.size(); ++i) {
    DecoderLayer& layer = model->decoder[i];
    const std::string p = "decoder.blocks." + std::to_string(i) + ".";
    packer.norm(layer.self_norm, p + "attn_ln");
    packer.linear(layer.queries_keys_values, {p + "attn.query", p + "attn.key", p + "attn.value"});
    packer.linear(layer.self_out, {p + "attn.out"});
    packer.norm(layer.cross_norm, p + "cross_attn_ln");
    packer.linear(layer.cross_queries, {p + "cross_attn.query"});
    packer.linear(layer.cross_keys_values, {p + "cross_attn.key", p + "cross_attn.value"});
    packer.linear(layer.cross_out, {p + "cross_attn.out"});
    packer.norm(layer.mlp_norm, p + "mlp_ln");
    packer.linear(layer.up, {p + "mlp.0"});
    packer.linear(layer.down, {p + "mlp.2"});
  }
  packer.run(threads);
  return model;
}

std::size_t Model::decoder_bytes() const {
  std::size_t total = logits.bytes();
  for (const auto& l : decoder)
    total += l.queries_keys_values.bytes() + l.self_out.bytes() + l.cross_queries.bytes() + l.cross_out.bytes() +
             l.up.bytes() + l.down.bytes();
  return total;
}

std::size_t Model::bytes() const {
  std::size_t total = decoder_bytes() + stem1.bytes() + stem2.bytes() +
                      (encoder_positions.size() + decoder_positions.size()) * sizeof(float);
  for (const auto& l : encoder)
    total += l.queries_keys_values.bytes() + l.attention_out.bytes() + l.up.bytes() + l.down.bytes();
  for (const auto& l : decoder) total += l.cross_keys_values.bytes();
  return total;
}

std::string Model::name() const {
  return weights->name() + "/" + to_string(compute);
}

}  // namespace cxai::whisper
