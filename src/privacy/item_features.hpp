// What the second reading sees of each item of a turn, and of items that make a find together: the items and their
// neighbours, the run of digits and letters they stand in, what announces something near them, what the rules took them
// for, and what was said in the turns before.
//
// Input    the items of a turn (items.hpp), the finds of the rules in it (finder.hpp), what went before
// Output   hashed features for learning::Tagger: of an item, to say where finds are; of a find, to say what it is
// Threads  an object belongs to one thread; its buffers are used again from turn to turn
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "privacy/items.hpp"
#include "privacy/pii.hpp"

namespace cxai::privacy {

// The bundles name the code that makes their features; a change of the features is a new name.
inline constexpr std::string_view kItemFeatures = "items/3";
inline constexpr std::string_view kSpanFeatures = "spans/4";

// Finds of one kind are made alike.
enum class FindKind : std::uint8_t { code, account, address, date };
inline constexpr std::size_t kFindKinds = 4;
FindKind kind_of(PiiType type);

// Tags of items: 0 is no personal data; the first item of a find, and those behind it.
constexpr std::uint8_t begin_tag(FindKind kind) {
  return static_cast<std::uint8_t>(2 * static_cast<unsigned>(kind) + 1);
}
constexpr std::uint8_t inside_tag(FindKind kind) {
  return static_cast<std::uint8_t>(2 * static_cast<unsigned>(kind) + 2);
}
inline constexpr std::size_t kItemTags = 2 * kFindKinds + 1;

// Tags of finds: 0 is none, otherwise the number of the type; names of people are not among them.
inline constexpr std::size_t kSpanTags = kPiiTypes;

// What the turns before leave behind.
class TurnsBefore {
 public:
  void clear() { *this = TurnsBefore(); }
  // Takes the next turn: its text and tokens, and what was found in it.
  void pass(std::string_view text, const std::vector<Token>& tokens, std::span<const Find> finds);
  // Whether the next turn may answer or go on: letters alone may be data there.
  bool expects() const { return announced_ != 0 || last_find_ != 0; }
  // Whether something was announced that no find has answered.
  bool asks() const { return announced_ != 0; }

 private:
  friend class ItemFeatures;
  void note_topics(const std::vector<Token>& tokens, std::span<const Find> finds);

  std::uint64_t announced_ = 0;  // what was announced last and is not answered yet: type and kind of the announcement
  std::uint64_t last_find_ = 0;  // the type of the last find, and how many turns ago
  std::uint64_t ends_ = 0;       // how the last turn ended: its last words' meanings
  std::uint64_t turns_ = 0;      // 0, 1, 2 for more
  std::vector<std::uint64_t> question_;  // the last words of the last turn that said something and held no data
  // What the conversation is about: what was announced or found, answered or not, the latest last.
  struct Topic {
    std::uint64_t what = 0;  // an announcement; kFound and the type of a find
    std::size_t turn = 0;
  };
  std::vector<Topic> topics_;
  std::array<std::vector<std::uint64_t>, 3> words_;  // stems of the turns before, the latest first
  std::size_t turn_ = 0;
};

class ItemFeatures {
 public:
  // `items` and `before` must stay until the next call.
  void read(const Items& items, std::span<const Find> finds, const TurnsBefore& before);
  std::size_t size() const { return views_.size(); }
  // Valid until the next call.
  std::span<const std::uint64_t> of(std::size_t item);
  // `earlier`: the type of a find of this conversation that the characters were part of, if any.
  std::span<const std::uint64_t> of_span(std::size_t first, std::size_t last, std::optional<PiiType> earlier);

  // Whether words in front of the item, in this turn, announce something.
  bool is_announced(std::size_t item) const { return views_[item].says_left != 0; }

  // Letters and digits of the items from `first` to `last`.
  std::string characters(std::size_t first, std::size_t last) const;

  // Stretches of digits and letters, as items: first and last.
  struct Stretch {
    std::size_t first = 0;
    std::size_t last = 0;
  };
  std::vector<Stretch> stretches() const;

 private:
  struct View {
    std::uint64_t word = 0;
    std::uint64_t stem = 0;  // of the first five letters
    std::uint64_t tail = 0;  // of the last three
    std::uint64_t kind = 0;
    std::uint64_t rough = 0;       // kind in few values
    std::uint64_t rule = 0;        // the tag the rules give it
    std::uint64_t says_left = 0;   // the nearest announcement in front, and how far
    std::uint64_t says_right = 0;  // and behind
    std::uint64_t says = 0;        // what it announces itself
    std::uint64_t place = 0;       // the nearest word of an address in front and behind
    std::uint64_t mail = 0;        // the nearest part of a mail address in front and behind
    std::uint32_t run = 0;         // number of its run in runs_, 0: none
  };
  struct Run {
    std::size_t first = 0;
    std::size_t last = 0;
    std::uint64_t sum = 0;    // digits and letters in it, how it begins
    std::uint64_t form = 0;   // lengths of its first parts
    std::uint64_t joins = 0;  // what stands between its parts
  };
  View view_of(const Items& items, std::size_t i, std::string& buffer) const;
  void find_runs(const Items& items);
  void look_around(const Items& items);
  const View& at(std::size_t item, std::ptrdiff_t offset) const;

  std::vector<View> views_;
  std::vector<Run> runs_;
  const Items* items_ = nullptr;
  const TurnsBefore* before_ = nullptr;
  std::vector<std::uint64_t> features_;
  View edge_;
  std::string buffer_;
};

}  // namespace cxai::privacy
