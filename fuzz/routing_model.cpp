#include "base/files.hpp"
#include "base/json.hpp"
#include "check.hpp"
#include "routing/model.hpp"
#include "routing/registry.hpp"

namespace routing = cxai::routing;

namespace {

// What is read is written and read as the same.
void check_info(std::string_view text) {
  const auto json = cxai::base::parse_json(text);
  if (!json) return;
  const auto info = routing::model_info_from(*json);
  if (!info) {
    CXAI_CHECK(!info.error().message.empty());
    return;
  }
  const cxai::Json written = routing::to_json(*info);
  const auto back = routing::model_info_from(written);
  CXAI_CHECK(back.has_value());
  CXAI_CHECK(routing::to_json(*back) == written);
}

void check_calibration(std::string_view text) {
  const auto confidences = routing::read_calibration(text);
  if (!confidences) return;
  const auto back = routing::read_calibration(routing::write_calibration(*confidences));
  CXAI_CHECK(back.has_value() && back->size() == confidences->size());
  const auto policy = routing::choose_policy(*confidences, 0.05, 0.05);
  CXAI_CHECK(policy.has_value() && policy->coverage >= 0 && policy->coverage <= 1);
}

// A registry of one model, whose champion file holds `champion`: it lists, finds and goes back, or says why not.
void check_registry(const std::filesystem::path& dir, std::string_view champion) {
  CXAI_CHECK(cxai::base::write_file_atomic(dir / "companies" / "champion.json", champion).has_value());
  const routing::Registry registry(dir);
  std::vector<std::string> broken;
  const auto all = registry.list(&broken);
  CXAI_CHECK(all.has_value() && all->size() == 1);
  (void)registry.find("companies");
  const auto before = registry.rollback("companies", {});
  CXAI_CHECK(!before || before->champion);
}

}  // namespace

// The first byte says which file of a model the rest is.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const cxai::base::TempDir dir;
  static const bool made = [] {
    routing::ModelInfo info;
    info.family = "companies";
    info.id = "x";
    info.labels = {"a", "b"};
    return routing::Registry(dir.path()).add(info, {}).has_value();
  }();
  CXAI_CHECK(made);
  if (size == 0) return 0;
  const std::string_view rest = cxai::fuzz::text_of(data + 1, size - 1);
  switch (data[0]) {
    case 'c':
      check_calibration(rest);
      break;
    case 'r':
      check_registry(dir.path(), rest);
      break;
    default:
      check_info(rest);
  }
  return 0;
}
