// A CSV of messages shaped like customer support on Twitter: cxai-bench-messages ROWS [SEED] > messages.csv
//
// Same arguments, same bytes. Conversations of two to a dozen messages, some that branch, first messages nobody
// answered, parents that are missing; rows near their conversation but out of order; a third of the texts quoted, a
// fifth not ASCII, some with line ends and doubled quotes; about 190 bytes a row.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr std::array<std::string_view, 40> kWords{
    "the",     "my",      "order", "is",      "not",    "we",       "please", "account", "for",    "service",
    "flight",  "you",     "phone", "and",     "help",   "delivery", "since",  "with",    "number", "again",
    "anybody", "charged", "app",   "two",     "hours",  "this",     "sorry",  "DM",      "your",   "update",
    "later",   "refund",  "still", "waiting", "screen", "to",       "check",  "a",       "in",     "what"};
constexpr std::array<std::string_view, 8> kRare{"çalışmıyor", "\U0001F621", "größer", "don’t",
                                                "señor",      "…",          "💜",     "ığüş"};
constexpr std::array<std::string_view, 12> kCompanies{
    "AmazonHelp",  "AppleSupport", "Uber_Support", "Delta",           "SpotifyCares", "Tesco",
    "AmericanAir", "TMobileHelp",  "comcastcares", "British_Airways", "sprintcare",   "VirginTrains"};

class Messages {
 public:
  Messages(std::uint64_t rows, std::uint64_t seed) : rows_(rows), random_(seed) {}

  void write() {
    std::fputs("tweet_id,author_id,inbound,created_at,text,response_tweet_id,in_response_to_tweet_id\r\n", stdout);
    while (next_id_ <= rows_) add_conversation();
    flush(0);
  }

 private:
  struct Row {
    std::uint64_t id = 0;
    std::uint64_t parent = 0;
    std::vector<std::uint64_t> replies;
    std::string before_replies;
  };

  std::uint64_t below(std::uint64_t n) { return random_() % n; }

  void add_conversation() {
    const std::uint64_t length = std::min(rows_ - next_id_ + 1, below(12) == 0 ? 1 : 2 + below(4) * (1 + below(3)));
    const std::string customer = std::to_string(115712 + below(rows_ / 4 + 1));
    const std::string_view company = kCompanies[std::min(below(kCompanies.size()), below(kCompanies.size()))];
    const std::size_t first = held_.size();
    time_ += below(4);
    for (std::uint64_t i = 0; i < length; ++i) {
      Row row;
      row.id = next_id_++;
      const bool inbound = i % 2 == 0;
      // Mostly the last message is answered, sometimes an earlier one: a branch.
      if (i > 0) {
        Row& parent = held_[first + (below(8) == 0 ? below(i) : i - 1)];
        row.parent = parent.id;
        parent.replies.push_back(row.id);
      } else if (below(20) == 0) {
        row.parent = rows_ + 1 + below(rows_ + 1);
      }
      row.before_replies = std::to_string(row.id) + ',' + (inbound ? customer : std::string(company)) + ',' +
                           (inbound ? "True," : "False,") + time() + ',' + text(inbound, customer, company) + ',';
      held_.push_back(std::move(row));
    }
    if (held_.size() > 4096) flush(1024);
  }

  // Writes all but `keep` of the rows held, which stand a little out of order then.
  void flush(std::size_t keep) {
    for (std::size_t i = held_.size(); i > 1; --i)
      if (below(4) == 0) std::swap(held_[i - 1], held_[i - 1 - below(std::min<std::size_t>(i, 200))]);
    const std::size_t written = held_.size() - std::min(keep, held_.size());
    std::string out;
    for (std::size_t i = 0; i < written; ++i) {
      const Row& row = held_[i];
      out += row.before_replies;
      if (row.replies.size() > 1) out += '"';
      for (std::size_t r = 0; r < row.replies.size(); ++r) out += (r ? "," : "") + std::to_string(row.replies[r]);
      if (row.replies.size() > 1) out += '"';
      out += ',';
      if (row.parent != 0) out += std::to_string(row.parent) + ".0";
      out += "\r\n";
    }
    std::fwrite(out.data(), 1, out.size(), stdout);
    held_.erase(held_.begin(), held_.begin() + static_cast<std::ptrdiff_t>(written));
  }

  std::string time() {
    const std::uint64_t second = time_ + below(600);
    char text[40];
    std::snprintf(text, sizeof text, "Tue Oct %02u %02u:%02u:%02u +0000 2017",
                  static_cast<unsigned>(second / 86400 % 31 + 1), static_cast<unsigned>(second / 3600 % 24),
                  static_cast<unsigned>(second / 60 % 60), static_cast<unsigned>(second % 60));
    return text;
  }

  std::string text(bool inbound, std::string_view customer, std::string_view company) {
    std::string text = "@" + std::string(inbound ? company : customer);
    const std::uint64_t words = 4 + below(30);
    const bool rare = below(5) == 0;
    bool quote = false;
    for (std::uint64_t i = 0; i < words; ++i) {
      text += i > 0 && below(100) == 0 ? '\n' : ' ';
      text += rare && below(6) == 0 ? kRare[below(kRare.size())] : kWords[below(kWords.size())];
      if (below(40) == 0) text += ',';
      if (below(1500) == 0) text += " \"\"quoted\"\"";
    }
    if (below(3) == 0) text += " https://t.co/" + std::to_string(random_() % 10'000'000'000);
    if (!inbound)
      text += " ^" + std::string(1, static_cast<char>('A' + below(26))) + static_cast<char>('A' + below(26));
    quote = text.find_first_of(",\n\"") != std::string::npos;
    return quote ? '"' + text + '"' : text;
  }

  std::uint64_t rows_;
  std::mt19937_64 random_;
  std::uint64_t next_id_ = 1;
  std::uint64_t time_ = 0;
  std::vector<Row> held_;
};

}  // namespace

int main(int argc, char** argv) {
  const std::uint64_t rows = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 0;
  if (rows == 0) {
    std::fprintf(stderr, "usage: cxai-bench-messages ROWS [SEED]\n");
    return 2;
  }
  Messages(rows, argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1).write();
  return std::ferror(stdout) != 0 ? 1 : 0;
}
