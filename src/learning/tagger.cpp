#include "learning/tagger.hpp"

#include <array>
#include <cmath>
#include <utility>

#include "base/hash.hpp"
#include "learning/bundle_bytes.hpp"

namespace cxai::learning {
namespace {

constexpr std::string_view kMagic = "CXAITAG1";
constexpr std::uint32_t kVersion = 1;
constexpr std::size_t kDigest = 64;  // SHA-256 in hexadecimal digits

}  // namespace

Result<Tagger> Tagger::open(std::string_view bundle, std::string_view features) {
  BundleReader reader(bundle, "tagger bundle");
  CXAI_TRY(const std::string_view magic, reader.take(kMagic.size()));
  if (magic != kMagic) return fail(ErrorCode::corrupt_data, "tagger bundle: must begin with CXAITAG1");
  CXAI_TRY(const std::string_view digest, reader.take(kDigest));
  if (digest != base::sha256_hex(bundle.substr(kMagic.size() + kDigest))) {
    return fail(ErrorCode::corrupt_data, "tagger bundle: its digest is wrong; copy or train it anew");
  }
  CXAI_TRY(const auto version, reader.value<std::uint32_t>());
  if (version != kVersion) {
    return fail(ErrorCode::unsupported,
                "tagger bundle: version " + std::to_string(version) + ", this program reads version 1; train it anew");
  }
  CXAI_TRY(const std::string_view trained_with, reader.text());
  if (trained_with != features) {
    return fail(ErrorCode::unsupported, "tagger bundle: trained with features " + std::string(trained_with) +
                                            ", asked for " + std::string(features) + "; train it anew");
  }
  Tagger tagger;
  CXAI_TRY(const auto tags, reader.value<std::uint32_t>());
  if (tags == 0 || tags > 255) return fail(ErrorCode::corrupt_data, "tagger bundle: must have 1 to 255 tags");
  for (std::uint32_t t = 0; t < tags; ++t) {
    CXAI_TRY(const std::string_view tag, reader.text());
    tagger.tags_.emplace_back(tag);
  }
  for (std::size_t i = 0; i < (tags + std::size_t{1}) * tags; ++i) {
    CXAI_TRY(const float transition, reader.value<float>());
    if (!std::isfinite(transition)) return fail(ErrorCode::corrupt_data, "tagger bundle: a transition is no number");
    tagger.transitions_.push_back(transition);
  }
  CXAI_TRY(tagger.scale_, reader.value<float>());
  if (!std::isfinite(tagger.scale_)) return fail(ErrorCode::corrupt_data, "tagger bundle: the scale is no number");
  CXAI_TRY(const std::string_view lexicon, reader.block());
  CXAI_TRY(tagger.lexicon_, Lexicon::over(lexicon));
  CXAI_TRY(const std::string_view table, reader.block());
  CXAI_TRY(tagger.table_, FeatureTable::over(table, tags));
  if (!reader.at_end()) return fail(ErrorCode::corrupt_data, "tagger bundle: bytes follow its end");
  return tagger;
}

void Tagger::add_scores(std::span<const std::uint64_t> features, std::span<float> scores) const {
  for (const std::uint64_t feature : features) table_.prefetch(feature);
  if (scores.size() <= 4) {
    std::array<std::int32_t, 4> sums{};
    for (const std::uint64_t feature : features) {
      const std::int8_t* weights = table_.find(feature);
      if (weights == nullptr) continue;
      for (std::size_t t = 0; t < 4; ++t) sums[t] += weights[t];
    }
    for (std::size_t t = 0; t < scores.size(); ++t) scores[t] += scale_ * static_cast<float>(sums[t]);
    return;
  }
  for (const std::uint64_t feature : features) {
    const std::int8_t* weights = table_.find(feature);
    if (weights == nullptr) continue;
    for (std::size_t t = 0; t < scores.size(); ++t) scores[t] += scale_ * static_cast<float>(weights[t]);
  }
}

std::string write_tagger(const TaggerParts& parts) {
  std::string out(kMagic);
  out.append(kDigest, '0');
  put(out, kVersion);
  put_text(out, parts.features);
  put(out, static_cast<std::uint32_t>(parts.tags.size()));
  for (const std::string& tag : parts.tags) put_text(out, tag);
  for (const float transition : parts.transitions) put(out, transition);
  put(out, parts.scale);
  put_block(out, parts.lexicon);
  put_block(out, build_feature_table(parts.weights, parts.tags.size()));
  const std::string digest = base::sha256_hex(std::string_view(out).substr(kMagic.size() + kDigest));
  out.replace(kMagic.size(), kDigest, digest);
  return out;
}

}  // namespace cxai::learning
