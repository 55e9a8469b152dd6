#include "learning/text_classifier.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include "base/hash.hpp"
#include "learning/softmax.hpp"

namespace cxai::learning {
namespace {

constexpr std::string_view kMagic = "CXAITXT1";
constexpr std::uint32_t kVersion = 1;
constexpr std::size_t kDigest = 64;  // SHA-256 in hexadecimal digits
constexpr std::size_t kAlignment = 16;
constexpr std::size_t kSlot = 8;
constexpr std::size_t kRowHead = 8;

template <class T>
void put(std::string& out, const T& value) {
  char bytes[sizeof(T)];
  std::memcpy(bytes, &value, sizeof(T));
  out.append(bytes, sizeof(T));
}

void put_text(std::string& out, std::string_view text) {
  put(out, static_cast<std::uint32_t>(text.size()));
  out.append(text);
}

// A block that is read in place begins on a multiple of kAlignment.
void put_block(std::string& out, std::string_view block) {
  put(out, static_cast<std::uint64_t>(block.size()));
  while (out.size() % kAlignment != 0) out += '\0';
  out.append(block);
}

class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  template <class T>
  Result<T> value() {
    CXAI_TRY(const std::string_view taken, take(sizeof(T)));
    T value;
    std::memcpy(&value, taken.data(), sizeof(T));
    return value;
  }
  Result<float> number() {
    CXAI_TRY(const float read, value<float>());
    if (!std::isfinite(read)) return fail(ErrorCode::corrupt_data, "text classifier: a weight is no number");
    return read;
  }
  Result<std::string_view> text() {
    CXAI_TRY(const auto size, value<std::uint32_t>());
    return take(size);
  }
  Result<std::string_view> block() {
    CXAI_TRY(const auto size, value<std::uint64_t>());
    while (at_ % kAlignment != 0) CXAI_TRY_VOID(take(1));
    return take(size);
  }
  Result<std::string_view> take(std::uint64_t size) {
    if (size > bytes_.size() - at_) {
      return fail(ErrorCode::corrupt_data, "text classifier: cut short; copy or train it anew");
    }
    const std::string_view taken = bytes_.substr(at_, size);
    at_ += size;
    return taken;
  }
  bool at_end() const { return at_ == bytes_.size(); }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
};

std::uint32_t check_of(std::uint64_t key) {
  return static_cast<std::uint32_t>(key) | 1U;
}

std::uint32_t word_at(std::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

float float_at(std::string_view bytes, std::size_t at) {
  float value = 0;
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

std::size_t row_stride(std::size_t labels) {
  return kRowHead + (labels + 3) / 4 * 4;
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
  for (std::uint32_t k = 0; k < labels; ++k) {
    CXAI_TRY(const float bias, reader.number());
    classifier.bias_.push_back(bias);
  }
  for (std::uint32_t k = 0; k < labels; ++k) {
    CXAI_TRY(const float offset, reader.number());
    classifier.offsets_.push_back(offset);
  }
  CXAI_TRY(classifier.slope_, reader.number());
  CXAI_TRY(classifier.words_share_, reader.number());
  CXAI_TRY(classifier.slots_, reader.block());
  CXAI_TRY(classifier.rows_, reader.block());
  if (!reader.at_end()) return fail(ErrorCode::corrupt_data, "text classifier: bytes follow its end");
  classifier.stride_ = row_stride(labels);
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
  CXAI_CHECK(probabilities.size() == labels_.size());
  const std::span<const TextFeature> features = scratch.features.extract(text);
  const std::size_t words = scratch.features.words();
  for (const TextFeature& feature : features) __builtin_prefetch(slots_.data() + ((feature.key >> 32) & mask_) * kSlot);
  scratch.rows.clear();
  scratch.values.clear();
  float word_square = 0;
  float piece_square = 0;
  std::size_t word_rows = 0;
  for (std::size_t f = 0; f < features.size(); ++f) {
    const std::uint32_t check = check_of(features[f].key);
    for (std::size_t i = (features[f].key >> 32) & mask_;; i = (i + 1) & mask_) {
      const std::uint32_t found = word_at(slots_, i * kSlot);
      if (found == 0) break;
      if (found != check) continue;
      const std::uint32_t row = word_at(slots_, i * kSlot + 4);
      const float value = features[f].value * float_at(rows_, row * stride_);
      scratch.rows.push_back(row);
      scratch.values.push_back(value);
      (f < words ? word_square : piece_square) += value * value;
      word_rows += f < words ? 1 : 0;
      break;
    }
  }
  const float word_factor = word_square > 0 ? std::sqrt(words_share_ / word_square) : 0;
  const float piece_factor = piece_square > 0 ? std::sqrt((1 - words_share_) / piece_square) : 0;
  scratch.sums.assign(bias_.begin(), bias_.end());
  for (std::size_t r = 0; r < scratch.rows.size(); ++r) {
    const std::size_t at = scratch.rows[r] * stride_;
    const float value = scratch.values[r] * (r < word_rows ? word_factor : piece_factor) * float_at(rows_, at + 4);
    const auto* weights = reinterpret_cast<const std::int8_t*>(rows_.data() + at + kRowHead);
    for (std::size_t k = 0; k < probabilities.size(); ++k) scratch.sums[k] += value * static_cast<float>(weights[k]);
  }
  for (std::size_t k = 0; k < probabilities.size(); ++k) probabilities[k] = slope_ * scratch.sums[k] + offsets_[k];
  softmax(probabilities);
}

std::string write_text_classifier(const TextClassifierParts& parts) {
  const std::size_t labels = parts.labels.size();
  std::string out(kMagic);
  out.append(kDigest, '0');
  put(out, kVersion);
  put_text(out, kTextFeatures);
  put(out, static_cast<std::uint32_t>(labels));
  for (const std::string& label : parts.labels) put_text(out, label);
  for (const float bias : parts.bias) put(out, bias);
  for (const float offset : parts.offsets) put(out, offset);
  put(out, parts.slope);
  put(out, parts.words_share);
  const std::size_t slots = std::bit_ceil(parts.rows.size() * 3 / 2 + 2);
  std::string index(slots * kSlot, '\0');
  std::string rows;
  const std::size_t stride = row_stride(labels);
  rows.reserve(parts.rows.size() * stride);
  for (std::size_t r = 0; r < parts.rows.size(); ++r) {
    const TextClassifierRow& row = parts.rows[r];
    std::size_t i = (row.key >> 32) & (slots - 1);
    while (word_at(index, i * kSlot) != 0) i = (i + 1) & (slots - 1);
    const std::uint32_t words[2] = {check_of(row.key), static_cast<std::uint32_t>(r)};
    std::memcpy(index.data() + i * kSlot, words, sizeof words);
    put(rows, row.idf);
    put(rows, row.scale);
    rows.append(reinterpret_cast<const char*>(row.weights.data()), row.weights.size());
    rows.resize((r + 1) * stride, '\0');
  }
  put_block(out, index);
  put_block(out, rows);
  const std::string digest = base::sha256_hex(std::string_view(out).substr(kMagic.size() + kDigest));
  out.replace(kMagic.size(), kDigest, digest);
  return out;
}

}  // namespace cxai::learning
