// `cxai apply`: routes the conversations of a file and writes output.csv, analyze.png and analyze.svg.

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <fstream>
#include <map>
#include <mutex>
#include <ostream>
#include <thread>

#include "base/files.hpp"
#include "base/json.hpp"
#include "base/progress.hpp"
#include "cli/apply_output.hpp"
#include "cli/interruptible.hpp"
#include "cli/routing.hpp"
#include "cli/routing_model.hpp"
#include "report/bar_chart.hpp"
#include "report/number_text.hpp"
#include "routing/card.hpp"

namespace cxai::cli {
namespace {

namespace fs = std::filesystem;
using routing::Routed;

constexpr std::size_t kBlock = 256;  // conversations a thread takes at once

std::string share_text(float value) {
  char text[16];
  std::snprintf(text, sizeof text, "%.4f", static_cast<double>(value));
  return text;
}

class Apply {
 public:
  Apply(Context& context, const ApplyVerb& verb, fs::path output)
      : context_(context), verb_(verb), output_(std::move(output)) {}

  Result<ExitCode> run() {
    CXAI_TRY(const auto files, routing_inputs(verb_.input.files, verb_.input.datasets));
    if (files.size() != 1)
      return fail(ErrorCode::invalid_input,
                  "apply takes one file, found " + std::to_string(files.size()) + "; name the one to route");
    CXAI_TRY(router_, open_router(context_, {.model = verb_.model,
                                             .risk = verb_.risk,
                                             .delta = verb_.delta,
                                             .backend = verb_.backend,
                                             .answers = output_ / "answers.jsonl"}));
    RoutingColumns columns = verb_.input.columns;
    columns.label.clear();
    CXAI_TRY(file_, RoutingFile::open(context_.io, files.front(), columns));
    if (file_->kind() == RoutingFile::Kind::jsonl)
      return fail(ErrorCode::unsupported, "apply writes CSV and reads CSV; convert the JSON lines first");
    if (router_->paid()) CXAI_TRY_VOID(confirm_cost(context_, *router_, *file_, verb_.yes));
    CXAI_TRY_VOID(route_all());
    if (file_->kind() == RoutingFile::Kind::messages) choose_for_messages();
    CXAI_TRY(const std::uint64_t rows, write_csv());
    CXAI_TRY_VOID(write_charts());
    say(rows);
    return file_->bad_rows() > 0 ? ExitCode::some_inputs_failed : ExitCode::ok;
  }

 private:
  std::string_view name_of(std::uint32_t label) const {
    const auto& labels = router_->info().labels;
    return label < labels.size() ? std::string_view(labels[label]) : routing::kUnknownLabel;
  }

  Result<> route_all() {
    const auto& conversations = file_->conversations();
    routed_.resize(conversations.size());
    std::atomic<std::size_t> next = 0;
    std::mutex mutex;
    std::optional<Error> broken;
    base::Progress progress(context_.io.err, context_.io.err_is_terminal, "Routing",
                            (conversations.size() + kBlock - 1) / kBlock);
    const std::uint32_t unknown = router_->unknown();
    const std::size_t labels = router_->info().labels.size();
    const double threshold = router_->info().policy.threshold;
    const auto work = [&] {
      ConversationText maker(router_->info().customer_only);
      for (std::size_t begin = next.fetch_add(kBlock); begin < conversations.size(); begin = next.fetch_add(kBlock)) {
        if (interruptible_.token().stop_requested()) return;
        std::vector<privacy::MaskedText> texts;
        const std::size_t end = std::min(conversations.size(), begin + kBlock);
        for (std::size_t i = begin; i < end; ++i) texts.push_back(file_->text(conversations[i], maker));
        const auto probabilities = router_->probabilities(texts, interruptible_.token());
        progress.step(probabilities.has_value());
        if (!probabilities) {
          const std::scoped_lock lock(mutex);
          if (!broken) broken = probabilities.error();
          next = conversations.size();
          return;
        }
        for (std::size_t i = begin; i < end; ++i)
          routed_[i] =
              routing::routed_from(std::span(*probabilities).subspan((i - begin) * labels, labels), unknown, threshold);
      }
    };
    {
      std::vector<std::jthread> others;
      for (unsigned i = 1; i < thread_count(verb_.threads); ++i) others.emplace_back(work);
      work();
    }
    progress.finish();
    if (broken) return std::unexpected(std::move(*broken));
    if (interruptible_.token().stop_requested()) return fail(ErrorCode::cancelled, "stopped; nothing was written");
    return {};
  }

  // A message takes the answer of its conversation; of several, the surest one that names a company. From the last
  // messages upwards: a message is done when all that answer it are.
  void choose_for_messages() {
    const auto& list = file_->forest().messages.list;
    chosen_.assign(list.size(), UINT32_MAX);
    std::vector<std::uint32_t> waiting(list.size());
    for (const threads::Message& message : list)
      if (message.parent != threads::kNone) ++waiting[message.parent];
    const auto& conversations = file_->conversations();
    for (std::uint32_t i = 0; i < conversations.size(); ++i) {
      auto at = static_cast<std::uint32_t>(conversations[i].place);
      chosen_[at] = i;
      for (std::uint32_t parent = list[at].parent; parent != threads::kNone; parent = list[at].parent) {
        if (chosen_[parent] == UINT32_MAX || better(chosen_[at], chosen_[parent])) chosen_[parent] = chosen_[at];
        at = parent;
        if (--waiting[parent] > 0) break;
      }
    }
  }

  bool better(std::uint32_t one, std::uint32_t other) const {
    const bool known = routed_[one].label != router_->unknown();
    const bool other_known = routed_[other].label != router_->unknown();
    if (known != other_known) return known;
    return routed_[one].probability > routed_[other].probability;
  }

  AppendedValues values_of(const Routed& routed) const {
    AppendedValues values{std::string(name_of(routed.label)), share_text(routed.probability), {}};
    for (const auto& [label, probability] : routed.top) {
      if (probability <= 0) continue;
      values.top3 += (values.top3.empty() ? "" : "|") + std::string(name_of(label)) + "=" + share_text(probability);
    }
    return values;
  }

  Result<std::uint64_t> write_csv() {
    std::error_code error;
    fs::create_directories(output_, error);
    const fs::path part = output_ / ".output.csv.part";
    std::ofstream out(part, std::ios::binary | std::ios::trunc);
    if (!out) return fail(ErrorCode::permission_denied, part.string() + ": cannot be written");
    const std::string_view text = file_->source().text();
    const auto rows = file_->kind() == RoutingFile::Kind::messages ? write_messages(text, out) : write_rows(text, out);
    out.close();
    if (!rows) return std::unexpected(rows.error());
    CXAI_TRY_VOID(base::rename_durably(part, output_ / "output.csv"));
    return rows;
  }

  Result<std::uint64_t> write_rows(std::string_view text, std::ostream& out) {
    const auto& conversations = file_->conversations();
    std::size_t next = 0;
    return write_with_values(
        text, file_->separator(),
        [&](threads::CsvReader& reader, AppendedValues& values) {
          if (next == conversations.size() || conversations[next].place != reader.offset(0)) return false;
          values = values_of(routed_[next++]);
          return true;
        },
        out);
  }

  Result<std::uint64_t> write_messages(std::string_view text, std::ostream& out) {
    threads::Messages& messages = file_->forest().messages;
    std::vector<std::uint32_t> message_of(messages.ids.size(), threads::kNone);
    for (std::uint32_t i = 0; i < messages.list.size(); ++i) message_of[messages.list[i].id] = i;
    std::size_t next = 0;
    std::size_t id_column = SIZE_MAX;
    std::string room;
    {
      threads::CsvReader header(text);
      if (header.next() == threads::CsvReader::Step::row)
        for (std::size_t i = 0; i < header.size(); ++i)
          if (header[i].value(room) == "tweet_id") id_column = i;
    }
    return write_with_values(
        text, ',',
        [&](threads::CsvReader& reader, AppendedValues& values) {
          const std::uint64_t begin = reader.offset(0);
          const std::uint64_t end = reader.position();
          std::uint32_t message = threads::kNone;
          const std::uint64_t at = next < messages.list.size() ? messages.list[next].text.begin : UINT64_MAX;
          if (at >= begin && (at < end || (at == end && end == text.size()))) {
            message = static_cast<std::uint32_t>(next++);
          } else if (id_column < reader.size()) {  // a second row of an id has the answer of the first
            std::string_view written = reader[id_column].value(room);
            if (written.ends_with(".0")) written.remove_suffix(2);
            const std::uint32_t id = messages.ids.intern(written);
            if (id < message_of.size()) message = message_of[id];
          }
          if (message == threads::kNone) return false;
          values = values_of(routed_[chosen_[message]]);
          return true;
        },
        out);
  }

  Result<> write_charts() {
    const auto& info = router_->info();
    std::map<std::uint32_t, std::size_t> counts;
    for (const Routed& one : routed_) ++counts[one.label];
    unknown_count_ = counts[router_->unknown()];
    counts.erase(router_->unknown());
    std::vector<std::pair<std::size_t, std::string>> order;
    for (const auto& [label, count] : counts) order.emplace_back(count, name_of(label));
    std::ranges::sort(order, [](const auto& a, const auto& b) {
      return a.first != b.first ? a.first > b.first : a.second < b.second;
    });
    report::BarChart chart = words();
    for (const auto& [count, name] : order) chart.bars.push_back({name, static_cast<double>(count)});
    chart.bars.push_back({unknown_word(), static_cast<double>(unknown_count_), true});
    chart.footnote = routing::promise(info.policy, chart.language);
    CXAI_TRY(const std::string png, report::bar_chart_png(chart));
    CXAI_TRY(const std::string svg, report::bar_chart_svg(chart));
    CXAI_TRY_VOID(base::write_file_atomic(output_ / "analyze.png", png));
    return base::write_file_atomic(output_ / "analyze.svg", svg);
  }

  std::string language() const {
    return verb_.language.empty() ? context_.config.text("centre.language") : verb_.language;
  }
  std::string unknown_word() const {
    const std::string l = language();
    return l == "tr" ? "Bilinmiyor (Unknown)" : l == "de" ? "Unbekannt (Unknown)" : "Unknown";
  }

  report::BarChart words() const {
    report::BarChart chart;
    chart.language = language();
    const bool companies = router_->info().family == "companies";
    const auto all = static_cast<std::int64_t>(routed_.size());
    const double answered =
        routed_.empty() ? 0 : 1 - static_cast<double>(unknown_count_) / static_cast<double>(routed_.size());
    const std::string count = report::count_text(all, chart.language);
    const std::string share = report::percent_text(answered, 1, chart.language);
    if (chart.language == "tr") {
      chart.title = companies ? "Şirketlere göre görüşmeler" : "Etiketlere göre görüşmeler";
      chart.subtitle = count + " görüşme · yönlendirilen: " + share;
      chart.axis = "görüşme sayısı";
    } else if (chart.language == "de") {
      chart.title = companies ? "Gespräche nach Unternehmen" : "Gespräche nach Kennzeichen";
      chart.subtitle = count + " Gespräche · zugeordnet: " + share;
      chart.axis = "Zahl der Gespräche";
    } else {
      chart.title = companies ? "Conversations by company" : "Conversations by label";
      chart.subtitle = count + " conversations · routed: " + share;
      chart.axis = "number of conversations";
    }
    return chart;
  }

  void say(std::uint64_t rows) const {
    const auto& info = router_->info();
    if (verb_.json) {
      context_.io.out << base::dump_json(Json{{"model", info.name()},
                                              {"policy", routing::to_json(info.policy)},
                                              {"rows", rows},
                                              {"bad_rows", file_->bad_rows()},
                                              {"conversations", routed_.size()},
                                              {"unknown", unknown_count_},
                                              {"output", output_.string()}},
                                         2)
                      << '\n';
      return;
    }
    context_.io.out << rows << " rows, " << routed_.size() << " conversations, " << unknown_count_
                    << " of them Unknown; model " << info.name() << '\n'
                    << routing::promise(info.policy, "en") << '\n';
    for (const char* name : {"output.csv", "analyze.png", "analyze.svg"})
      context_.io.out << (output_ / name).string() << '\n';
  }

  Context& context_;
  const ApplyVerb& verb_;
  fs::path output_;
  Interruptible interruptible_;
  std::unique_ptr<OpenRouter> router_;
  std::unique_ptr<RoutingFile> file_;
  std::vector<Routed> routed_;         // of each conversation
  std::vector<std::uint32_t> chosen_;  // of each message: its conversation
  std::size_t unknown_count_ = 0;
};

}  // namespace

ExitCode apply(Context& context, const ApplyVerb& verb) {
  if (verb.output.empty() && verb.input.datasets.empty()) {
    context.io.err << "cxai: --output: name the folder for output.csv and analyze.png\n";
    return ExitCode::usage;
  }
  const fs::path output = verb.output.empty() ? beside(verb.input.datasets, "output") : fs::path(verb.output);
  const auto code = Apply(context, verb, output).run();
  return code ? *code : context.fail(code.error());
}

}  // namespace cxai::cli
