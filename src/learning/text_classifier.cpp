#include "learning/text_classifier.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include "base/hash.hpp"
#include "learning/bundle_bytes.hpp"
#include "learning/dense.hpp"

namespace cxai::learning {
namespace {

constexpr std::string_view kMagic = "CXAITXT1";
constexpr std::uint32_t kVersion = 1;
constexpr std::size_t kDigest = 64;  // SHA-256 in hexadecimal digits
constexpr std::size_t kSlot = 8;
constexpr std::size_t kRowHead = 12;  // idf, what a byte of the labels counts, what one of the hidden units counts

// Reads numbers too.
class Reader : public BundleReader {
 public:
  explicit Reader(std::string_view bytes) : BundleReader(bytes, "text classifier") {}

  Result<float> number() {
    CXAI_TRY(const float read, value<float>());
    if (!std::isfinite(read)) return fail(ErrorCode::corrupt_data, "text classifier: a weight is no number");
    return read;
  }
  Result<std::vector<float>> numbers(std::size_t count) {
    std::vector<float> all;
    for (std::size_t i = 0; i < count; ++i) {
      CXAI_TRY(const float read, number());
      all.push_back(read);
    }
    return all;
  }
};

std::uint32_t check_of(std::uint64_t key) {
  return static_cast<std::uint32_t>(key) | 1U;
}

std::uint32_t word_at(std::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

float float_from(const std::int8_t* bytes) {
  float value = 0;
  std::memcpy(&value, bytes, sizeof value);
  return value;
}

std::size_t row_stride(std::size_t weights) {
  return kRowHead + (weights + 3) / 4 * 4;
}

// The largest weight becomes 127; all of the row count as multiples of what is given back.
float quantise(std::span<const float> weights, std::string& out) {
  float largest = 0;
  for (const float weight : weights) largest = std::max(largest, std::abs(weight));
  const float scale = largest / 127;
  for (const float weight : weights) {
    out += static_cast<char>(scale > 0 ? static_cast<std::int8_t>(std::lround(weight / scale)) : 0);
  }
  return scale;
}

}  // namespace

Result<TextClassifier> TextClassifier::open(std::string_view bundle) {
  Reader reader(bundle);
  CXAI_TRY(const std::string_view magic, reader.take(kMagic.size()));
  if (magic != kMagic) return fail(ErrorCode::corrupt_data, "text classifier: must begin with CXAITXT1");
  CXAI_TRY(const std::string_view digest, reader.take(kDigest));
  if (digest != base::sha256_hex(bundle.substr(kMagic.size() + kDigest))) {
    return fail(ErrorCode::corrupt_data, "text classifier: its digest is wrong; copy or train it anew");
  }
  CXAI_TRY(const auto version, reader.value<std::uint32_t>());
  if (version != kVersion) {
    return fail(ErrorCode::unsupported, "text classifier: version " + std::to_string(version) +
                                            ", this program reads version 1; train it anew");
  }
  CXAI_TRY(const std::string_view features, reader.text());
  if (features != kTextFeatures) {
    return fail(ErrorCode::unsupported, "text classifier: trained with features " + std::string(features) +
                                            ", this program makes " + std::string(kTextFeatures) + "; train it anew");
  }
  TextClassifier classifier;
  CXAI_TRY(const auto labels, reader.value<std::uint32_t>());
  if (labels == 0 || labels > bundle.size()) return fail(ErrorCode::corrupt_data, "text classifier: has no labels");
  for (std::uint32_t k = 0; k < labels; ++k) {
    CXAI_TRY(const std::string_view label, reader.text());
    classifier.labels_.emplace_back(label);
  }
  CXAI_TRY(const auto hidden, reader.value<std::uint32_t>());
  const std::size_t weights = std::size_t{labels} + hidden;
  if (hidden > bundle.size() || std::size_t{labels} * hidden > bundle.size()) {
    return fail(ErrorCode::corrupt_data, "text classifier: cut short; copy or train it anew");
  }
  classifier.hidden_ = hidden;
  CXAI_TRY(classifier.biases_, reader.numbers(weights));
  CXAI_TRY(classifier.output_, reader.numbers(std::size_t{labels} * hidden));
  CXAI_TRY(classifier.offsets_, reader.numbers(labels));
  CXAI_TRY(classifier.words_share_, reader.number());
  CXAI_TRY(classifier.unknown_, reader.number());
  CXAI_TRY(classifier.slots_, reader.block());
  CXAI_TRY(classifier.rows_, reader.block());
  if (!reader.at_end()) return fail(ErrorCode::corrupt_data, "text classifier: bytes follow its end");
  classifier.stride_ = row_stride(weights);
  const std::size_t slots = classifier.slots_.size() / kSlot;
  const std::size_t rows = classifier.rows_.size() / classifier.stride_;
  bool empty = false;
  bool inside = classifier.slots_.size() % kSlot == 0 && std::has_single_bit(slots) &&
                classifier.rows_.size() % classifier.stride_ == 0;
  for (std::size_t i = 0; inside && i < slots; ++i) {
    empty = empty || word_at(classifier.slots_, i * kSlot) == 0;
    inside = word_at(classifier.slots_, i * kSlot + 4) < std::max<std::size_t>(rows, 1);
  }
  if (!inside || !empty) return fail(ErrorCode::corrupt_data, "text classifier: its table of features is broken");
  classifier.mask_ = slots - 1;
  return classifier;
}

void TextClassifier::classify(std::string_view text, Scratch& scratch, std::span<float> probabilities) const {
  const std::size_t labels = labels_.size();
  CXAI_CHECK(probabilities.size() == labels);
  const std::span<const TextFeature> features = scratch.features.extract(text);
  const std::size_t words = scratch.features.words();
  for (const TextFeature& feature : features) __builtin_prefetch(slots_.data() + ((feature.key >> 32) & mask_) * kSlot);
  scratch.rows.clear();
  float squares[2] = {0, 0};
  std::size_t word_rows = 0;
  for (std::size_t f = 0; f < features.size(); ++f) {
    const std::uint32_t check = check_of(features[f].key);
    std::size_t i = (features[f].key >> 32) & mask_;
    std::uint32_t found = word_at(slots_, i * kSlot);
    while (found != check && found != 0) {
      i = (i + 1) & mask_;
      found = word_at(slots_, i * kSlot);
    }
    if (found == 0) {
      const float value = unknown_ * features[f].value;
      squares[f < words ? 0 : 1] += value * value;
      continue;
    }
    const std::size_t at = word_at(slots_, i * kSlot + 4) * stride_;
    __builtin_prefetch(rows_.data() + at);
    scratch.rows.push_back({reinterpret_cast<const std::int8_t*>(rows_.data() + at), features[f].value, 0});
    word_rows += f < words ? 1 : 0;
  }
  for (std::size_t r = 0; r < scratch.rows.size(); ++r) {
    RowArithmetic::Bytes& row = scratch.rows[r];
    row.first_factor *= float_from(row.bytes);
    squares[r < word_rows ? 0 : 1] += row.first_factor * row.first_factor;
  }
  const float shares[2] = {words_share_, 1 - words_share_};
  float scales[2];
  for (std::size_t b = 0; b < 2; ++b) scales[b] = squares[b] > 0 ? std::sqrt(shares[b] / squares[b]) : 0;
  for (std::size_t r = 0; r < scratch.rows.size(); ++r) {
    const std::int8_t* row = scratch.rows[r].bytes;
    const float value = scratch.rows[r].first_factor * scales[r < word_rows ? 0 : 1];
    scratch.rows[r] = {row + kRowHead, value * float_from(row + 4), value * float_from(row + 8)};
  }
  scratch.sums = biases_;
  const RowArithmetic& arithmetic = row_arithmetic();
  arithmetic.add_bytes(scratch.rows, labels, hidden_, scratch.sums.data());
  const float* hidden = scratch.sums.data() + labels;
  for (std::size_t h = 0; h < hidden_; ++h) scratch.sums[labels + h] = std::max(hidden[h], 0.0F);
  for (std::size_t k = 0; k < labels; ++k) probabilities[k] = offsets_[k] + scratch.sums[k];
  arithmetic.multiply(output_.data(), hidden_, labels, hidden, probabilities.data());
  softmax(probabilities);
}

std::string write_text_classifier(const TextClassifierParts& parts, std::size_t rows,
                                  const std::function<TextClassifierParts::Row(std::size_t)>& row) {
  const std::size_t labels = parts.labels.size();
  std::string out(kMagic);
  out.append(kDigest, '0');
  put(out, kVersion);
  put_text(out, kTextFeatures);
  put(out, static_cast<std::uint32_t>(labels));
  for (const std::string& label : parts.labels) put_text(out, label);
  put(out, static_cast<std::uint32_t>(parts.hidden));
  for (const auto* numbers : {&parts.biases, &parts.output, &parts.offsets}) {
    for (const float number : *numbers) put(out, number);
  }
  put(out, parts.words_share);
  put(out, parts.unknown);
  const std::size_t slots = std::bit_ceil(rows * 3 / 2 + 2);
  std::string index(slots * kSlot, '\0');
  std::string table;
  const std::size_t stride = row_stride(labels + parts.hidden);
  table.reserve(rows * stride);
  for (std::size_t r = 0; r < rows; ++r) {
    const TextClassifierParts::Row given = row(r);
    std::size_t i = (given.key >> 32) & (slots - 1);
    while (word_at(index, i * kSlot) != 0) i = (i + 1) & (slots - 1);
    const std::uint32_t slot[2] = {check_of(given.key), static_cast<std::uint32_t>(r)};
    std::memcpy(index.data() + i * kSlot, slot, sizeof slot);
    const std::size_t at = table.size();
    table.resize(at + kRowHead);
    const float head[3] = {given.idf, quantise(std::span(given.weights).first(labels), table),
                           quantise(std::span(given.weights).subspan(labels), table)};
    std::memcpy(table.data() + at, head, sizeof head);
    table.resize(at + stride);
  }
  put_block(out, index);
  put_block(out, table);
  const std::string digest = base::sha256_hex(std::string_view(out).substr(kMagic.size() + kDigest));
  out.replace(kMagic.size(), kDigest, digest);
  return out;
}

}  // namespace cxai::learning
