// `cxai certify` and `cxai evaluate`: what error rate can be promised, and how good a router is on labelled data.

#include <algorithm>
#include <cstdio>
#include <ostream>

#include "base/files.hpp"
#include "base/json.hpp"
#include "cli/interruptible.hpp"
#include "cli/routing.hpp"
#include "cli/routing_model.hpp"
#include "routing/card.hpp"
#include "routing/evaluation.hpp"

namespace cxai::cli {
namespace {

constexpr std::size_t kRowsAtOnce = 512;

struct Labelled {
  std::vector<privacy::MaskedText> texts;
  routing::Answers answers;
  std::uint64_t strange = 0;  // conversations with labels the model does not know
  std::uint64_t bad_rows = 0;
};

// Answers of a router on labelled conversations. A label the model does not know counts as Unknown.
Result<Labelled> answers_on(Context& context, const CertifyVerb& verb, OpenRouter& router) {
  CXAI_TRY(const auto files, routing_inputs(verb.input.files, verb.input.datasets));
  RoutingColumns columns = verb.input.columns;
  if (columns.text.empty()) columns.label = "company";
  if (columns.label.empty()) return fail(ErrorCode::invalid_input, "--text needs --label: the column with the truth");
  CXAI_TRY(const auto data, RoutingData::open(context.io, files, columns));
  if (data.items().empty()) return fail(ErrorCode::invalid_input, "there is no labelled conversation in the data");
  const auto& labels = router.info().labels;
  const std::uint32_t unknown = router.unknown();
  std::vector<std::uint32_t> number;
  std::vector<bool> known;
  for (const std::string& name : data.names()) {
    const auto it = std::ranges::find(labels, name);
    known.push_back(it != labels.end() || name == routing::kUnknownLabel);
    number.push_back(it == labels.end() ? unknown : static_cast<std::uint32_t>(it - labels.begin()));
  }
  Labelled result;
  std::vector<std::uint32_t> all;
  for (std::uint32_t i = 0; i < data.items().size(); ++i) {
    all.push_back(i);
    result.answers.truth.push_back(number[data.items()[i].label]);
    result.answers.groups.push_back(data.items()[i].group);
    if (!known[data.items()[i].label]) ++result.strange;
  }
  result.bad_rows = data.bad_rows();
  const Interruptible interruptible;
  CXAI_TRY(result.texts, data.texts(all, thread_count(verb.threads), router.info().customer_only));
  if (router.paid()) {
    CXAI_TRY(const auto price, prices(context.config));
    std::uint64_t bytes = router.prompt_bytes() * result.texts.size();
    for (const auto& text : result.texts) bytes += std::min(routing::kLongestSentBytes, text->size());
    CXAI_TRY_VOID(confirm_cost(context, routing::asking_cost(result.texts.size(), bytes, price), verb.yes));
  }
  for (std::size_t begin = 0; begin < result.texts.size(); begin += kRowsAtOnce) {
    const auto block = std::span(result.texts).subspan(begin, std::min(kRowsAtOnce, result.texts.size() - begin));
    CXAI_TRY(const auto probabilities, router.probabilities(block, interruptible.token()));
    auto& to = result.answers.probabilities;
    to.insert(to.end(), probabilities.begin(), probabilities.end());
  }
  return result;
}

bool has_data(const CertifyVerb& verb) {
  return !verb.input.files.empty() || !verb.input.datasets.empty();
}

Result<ExitCode> run_certify(Context& context, const CertifyVerb& verb) {
  const auto registry = routing_registry(context.config);
  CXAI_TRY(const auto found, registry.find(verb.model));
  std::vector<routing::Confidence> calibration;
  std::uint64_t bad_rows = 0;
  if (has_data(verb)) {
    CXAI_TRY(const auto router,
             open_router(context, {.model = found.info.name(),
                                   .backend = found.info.backend,
                                   .answers = found.info.backend == "local" ? "" : found.folder / "answers.jsonl"}));
    CXAI_TRY(const auto labelled, answers_on(context, verb, *router));
    calibration = routing::confidences_of(labelled.answers, router->info().labels.size(), router->unknown());
    bad_rows = labelled.bad_rows;
  } else {
    CXAI_TRY(const std::string csv, base::read_file(found.folder / "calibration.csv"));
    CXAI_TRY(calibration, routing::read_calibration(csv));
  }
  CXAI_TRY(const auto policy, policy_at(found.info, calibration, verb.risk, verb.delta));
  if (verb.use) {
    routing::ModelInfo info = found.info;
    info.policy = policy;
    CXAI_TRY_VOID(base::write_file_atomic(found.folder / "calibration.csv", routing::write_calibration(calibration)));
    CXAI_TRY_VOID(base::write_file_atomic(found.folder / "model.json", base::dump_json(to_json(info), 2) + "\n"));
  }
  if (verb.json) {
    context.io.out << base::dump_json(Json{{"model", found.info.name()},
                                           {"policy", routing::to_json(policy)},
                                           {"in_use", verb.use},
                                           {"holds_for", "exchangeable data only"}},
                                      2)
                   << '\n';
  } else {
    char line[160];
    std::snprintf(line, sizeof line, "threshold %.4f  coverage %.1f %%  upper bound %.2f %%  n %llu\n",
                  policy.threshold, policy.coverage * 100, policy.upper_bound * 100,
                  static_cast<unsigned long long>(policy.calibration_n));
    context.io.out << found.info.name() << '\n'
                   << (policy.threshold > 1 ? "" : line) << routing::promise(policy, "en") << '\n';
    if (!verb.use) context.io.err << "--use makes the model answer under it from now on\n";
  }
  return bad_rows > 0 ? ExitCode::some_inputs_failed : ExitCode::ok;
}

void print_evaluation(std::ostream& out, const Json& document) {
  const Json& all = document["data"];
  const auto share = [](const Json& json, const char* key) {
    char text[32] = "   —";
    if (json.contains(key) && json[key].is_number()) std::snprintf(text, sizeof text, "%.4f", json[key].get<double>());
    return std::string(text);
  };
  const auto row = [&](const std::string& name, const Json& part) {
    char line[200];
    std::snprintf(line, sizeof line, "%-26s %8s  %s   %s   %s   %s\n", name.c_str(), base::dump_json(part["n"]).c_str(),
                  share(part, "accuracy").c_str(), share(part, "macro_f1").c_str(), share(part, "coverage").c_str(),
                  share(part, "risk").c_str());
    out << line;
  };
  out << document["model"].get<std::string>() << "\n"
      << "                                  n  accuracy macro-F1 coverage risk\n";
  row("all", all);
  for (const Json& slice : document["slices"]) row(slice["slice"].get<std::string>(), slice);
  out << "expected calibration error " << share(all, "expected_calibration_error")
      << "  area under the risk-coverage curve " << share(all["risk_coverage"], "area") << '\n';
  if (document["strange"].get<std::uint64_t>() > 0)
    out << document["strange"].get<std::uint64_t>()
        << " conversations have labels the model does not know: Unknown is "
           "right for them\n";
  if (!all["confusions"].empty()) out << "most confused\n";
  for (std::size_t i = 0; i < all["confusions"].size() && i < 10; ++i) {
    const Json& pair = all["confusions"][i];
    out << "  " << pair["truth"].get<std::string>() << " → " << pair["said"].get<std::string>() << "  "
        << pair["n"].get<std::size_t>() << '\n';
  }
}

Result<ExitCode> run_evaluate(Context& context, const CertifyVerb& verb) {
  CXAI_TRY(const auto found, routing_registry(context.config).find(verb.model));
  CXAI_TRY(const auto router,
           open_router(context, {.model = found.info.name(),
                                 .backend = found.info.backend,
                                 .answers = found.info.backend == "local" ? "" : found.folder / "answers.jsonl"}));
  CXAI_TRY(const auto labelled, answers_on(context, verb, *router));
  std::vector<std::string_view> texts;
  for (const auto& text : labelled.texts) texts.push_back(*text);
  const auto& info = router->info();
  Json document{
      {"schema", "cxai.routing-evaluation/1"},
      {"model", info.name()},
      {"labels", info.labels},
      {"policy", routing::to_json(info.policy)},
      {"data", routing::measure(labelled.answers, info.labels, router->unknown(), info.policy, 1)},
      {"slices", routing::measure_slices(labelled.answers, texts, info.labels, router->unknown(), info.policy)},
      {"strange", labelled.strange}};
  if (verb.json) {
    context.io.out << base::dump_json(document, 2) << '\n';
  } else {
    print_evaluation(context.io.out, document);
  }
  return labelled.bad_rows > 0 ? ExitCode::some_inputs_failed : ExitCode::ok;
}

}  // namespace

ExitCode certify(Context& context, const CertifyVerb& verb) {
  const auto code = run_certify(context, verb);
  return code ? *code : context.fail(code.error());
}

ExitCode evaluate(Context& context, const CertifyVerb& verb) {
  const auto code = run_evaluate(context, verb);
  return code ? *code : context.fail(code.error());
}

ExitCode models_promote(Context& context, const std::string& model, bool json) {
  const auto registry = routing_registry(context.config);
  const auto found = registry.find(model);
  if (!found) return context.fail(found.error());
  if (const auto done = registry.promote(found->info, context.clock.now(), "promoted"); !done)
    return context.fail(done.error());
  if (json) {
    context.io.out << base::dump_json(Json{{"champion", found->info.name()}}) << '\n';
  } else {
    context.io.out << found->info.name() << "  answers now\n";
  }
  return ExitCode::ok;
}

ExitCode models_rollback(Context& context, const std::string& family, bool json) {
  const auto back = routing_registry(context.config).rollback(family, context.clock.now());
  if (!back) return context.fail(back.error());
  if (json) {
    context.io.out << base::dump_json(Json{{"champion", back->info.name()}}) << '\n';
  } else {
    context.io.out << back->info.name() << "  answers again\n";
  }
  return ExitCode::ok;
}

}  // namespace cxai::cli
