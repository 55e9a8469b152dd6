// `cxai threads build`: a CSV of messages with replies becomes conversations on standard output.

#include "threads/threads.hpp"

#include <array>
#include <filesystem>
#include <memory>
#include <ostream>
#include <string_view>
#include <thread>

#include "base/json.hpp"
#include "cli/verbs.hpp"
#include "privacy/detector.hpp"
#include "privacy/placeholders.hpp"
#include "threads/writer.hpp"

namespace cxai::cli {
namespace {

constexpr std::size_t kThreadMessages = 50;  // of bad rows, each on stderr

// Names of people and other personal data become plain words, as texts are learned from and classified.
threads::TextFilter new_filter() {
  return [detector = std::make_shared<privacy::Detector>()](std::vector<std::string>& texts) {
    const std::vector<std::string_view> views(texts.begin(), texts.end());
    const auto finds = detector->find(views);
    for (std::size_t i = 0; i < texts.size(); ++i)
      if (!finds[i].empty()) texts[i] = privacy::mask_for_training(texts[i], finds[i]);
  };
}

struct Count {
  const char* name;
  std::uint64_t n;
};

std::array<Count, 9> counts(const threads::ThreadsSummary& summary) {
  return {{{"rows", summary.rows},
           {"messages", summary.messages},
           {"conversations", summary.conversations},
           {"roots", summary.roots},
           {"leaves", summary.leaves},
           {"duplicates", summary.duplicates},
           {"missing_parents", summary.missing_parents},
           {"cycles", summary.cycles},
           {"bad_rows", summary.bad_rows}}};
}

void say(const threads::ThreadsSummary& summary, const std::string& name, std::ostream& err) {
  for (std::size_t i = 0; i < summary.bad.size() && i < kThreadMessages; ++i) {
    const threads::BadRow& bad = summary.bad[i];
    err << "cxai: " << name << ':' << bad.line << ':' << bad.column << ": " << bad.reason << '\n';
  }
  if (summary.bad_rows > kThreadMessages) err << "cxai: further bad rows are only counted\n";
  for (const Count& count : counts(summary)) err << count.name << ' ' << count.n << '\n';
}

void say_json(const threads::ThreadsSummary& summary, std::ostream& err) {
  Json json = Json::object();
  for (const Count& count : counts(summary)) json[count.name] = count.n;
  json["bad"] = Json::array();
  for (const threads::BadRow& bad : summary.bad)
    json["bad"].push_back({{"line", bad.line}, {"column", bad.column}, {"reason", bad.reason}});
  err << base::dump_json(json) << '\n';
}

}  // namespace

ExitCode threads_build(Context& context, const ThreadsOptions& options) {
  Io& io = context.io;
  const std::string name = options.file == "-" ? "<stdin>" : options.file;
  const auto failed = [&](Error error) {
    if (!error.message.starts_with(name)) error.message.insert(0, name + ": ");
    return context.fail(error);
  };
  const auto source = options.file == "-" ? threads::Source::spool(io.in) : threads::Source::map(options.file);
  if (!source) return failed(source.error());
  threads::ThreadsSummary summary;
  const auto forest = threads::read_forest(*source, summary);
  if (!forest) return failed(forest.error());
  threads::WriteOptions write;
  if (options.format == "csv") write.format = threads::WriteOptions::Format::csv;
  write.clean = options.clean;
  write.new_filter = new_filter;
  write.threads = std::max(1U, std::min(8U, std::thread::hardware_concurrency()));
  const auto written = threads::write_conversations(*forest, write, io.out);
  if (!written) {
    io.err << "cxai: standard output: " << written.error().message << '\n';
    return exit_code(written.error().code);
  }
  summary.conversations = *written;
  if (options.json) {
    say_json(summary, io.err);
  } else {
    say(summary, name, io.err);
  }
  if (summary.bad_rows == 0) return ExitCode::ok;
  return summary.messages == 0 ? ExitCode::failed : ExitCode::some_inputs_failed;
}

}  // namespace cxai::cli
