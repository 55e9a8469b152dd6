#include "net/download.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <optional>

#include "base/files.hpp"
#include "base/hash.hpp"
#include "base/log.hpp"
#include "net/address.hpp"

namespace cxai::net {
namespace {

namespace fs = std::filesystem;

std::string mebibytes(std::uint64_t bytes) {
  return std::to_string((bytes + (1 << 20) - 1) >> 20) + " MiB";
}

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// "bytes 100-199/200"
struct ContentRange {
  std::uint64_t first = 0;
  std::uint64_t total = 0;  // 0: "*"
};

std::optional<ContentRange> content_range(std::string_view header) {
  constexpr std::string_view kUnit = "bytes ";
  const auto dash = header.find('-');
  const auto slash = header.find('/');
  if (!header.starts_with(kUnit) || dash == std::string_view::npos || slash == std::string_view::npos || slash < dash)
    return std::nullopt;
  const auto first = number(header.substr(kUnit.size(), dash - kUnit.size()));
  if (!first) return std::nullopt;
  return ContentRange{*first, number(header.substr(slash + 1)).value_or(0)};
}

// What is there already: its bytes, their digest so far, and the version they are of.
class Part {
 public:
  explicit Part(const fs::path& target) : path_(target.string() + ".part"), tag_path_(target.string() + ".part.etag") {}

  // Opens and locks the part, and reads what it holds.
  Result<> open(const std::stop_token& stop) {
    fd_ = base::Fd(::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (!fd_) return std::unexpected(base::file_error(path_, errno));
    if (::flock(fd_.get(), LOCK_EX | LOCK_NB) != 0)
      return fail(ErrorCode::conflict, path_.string() + ": another process is fetching this file");
    if (auto tag = base::read_file(tag_path_, 4096)) tag_ = *std::move(tag);
    std::string buffer(1 << 20, '\0');
    while (true) {
      if (stop.stop_requested()) return fail(ErrorCode::cancelled, path_.string() + ": stopped on request");
      const ssize_t n = ::read(fd_.get(), buffer.data(), buffer.size());
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return std::unexpected(base::file_error(path_, errno));
      if (n == 0) return {};
      hash_.update(std::string_view(buffer.data(), static_cast<std::size_t>(n)));
      size_ += static_cast<std::uint64_t>(n);
    }
  }

  Result<> append(std::string_view bytes) {
    hash_.update(bytes);
    size_ += bytes.size();
    while (!bytes.empty()) {
      const ssize_t n = ::write(fd_.get(), bytes.data(), bytes.size());
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return std::unexpected(base::file_error(path_, errno));
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return {};
  }

  Result<> clear() {
    hash_ = base::Sha256();
    size_ = 0;
    if (::ftruncate(fd_.get(), 0) != 0 || ::lseek(fd_.get(), 0, SEEK_SET) < 0)
      return std::unexpected(base::file_error(path_, errno));
    return {};
  }

  // A weak tag cannot name bytes, so it is not kept.
  Result<> set_tag(std::string_view tag) {
    tag_ = tag.starts_with("W/") ? "" : tag;
    std::error_code ignored;
    if (!tag_.empty()) return base::write_file_atomic(tag_path_, tag_);
    fs::remove(tag_path_, ignored);
    return {};
  }

  void remove() {
    std::error_code ignored;
    fs::remove(tag_path_, ignored);
    fs::remove(path_, ignored);
  }

  Result<> finish(const fs::path& target) {
    CXAI_TRY_VOID(base::rename_durably(path_, target));
    std::error_code ignored;
    fs::remove(tag_path_, ignored);
    return {};
  }

  std::uint64_t size() const { return size_; }
  const std::string& tag() const { return tag_; }
  std::string digest() { return hash_.hex(); }

 private:
  fs::path path_;
  fs::path tag_path_;
  base::Fd fd_;
  base::Sha256 hash_;
  std::uint64_t size_ = 0;
  std::string tag_;
};

ErrorCode code_of_status(int status) {
  if (status == 401 || status == 403) return ErrorCode::permission_denied;
  if (status == 404 || status == 410) return ErrorCode::not_found;
  return worth_another_try(status) ? ErrorCode::unavailable : ErrorCode::invalid_input;
}

// One request for what is missing. `asked`: the pause the server named.
class Attempt {
 public:
  Attempt(Part& part, const Download& wanted, const DownloadProgress& progress, Pauser& pauser)
      : part_(part), wanted_(wanted), progress_(progress), pauser_(pauser) {}

  Result<> run(Client& client, const std::stop_token& stop) {
    if (wanted_.expected_size > 0 && part_.size() > wanted_.expected_size) CXAI_TRY_VOID(part_.clear());
    if (wanted_.expected_size > 0 && part_.size() == wanted_.expected_size) return {};
    // Without a version to compare, bytes of two versions could mix; only a digest would show it.
    if (part_.size() > 0 && part_.tag().empty() && wanted_.expected_sha256.empty()) CXAI_TRY_VOID(part_.clear());
    Request request;
    request.url = wanted_.url;
    request.timeouts = wanted_.timeouts;
    if (part_.size() > 0) {
      request.headers.emplace_back("Range", "bytes=" + std::to_string(part_.size()) + "-");
      if (!part_.tag().empty()) request.headers.emplace_back("If-Range", part_.tag());
    }
    const BodySink sink{[this](const ResponseHead& head) { return take_head(head); },
                        [this](std::string_view piece) { return take_piece(piece); }};
    CXAI_TRY(const ResponseHead head, client.exchange(request, sink, stop));
    const std::uint64_t goal = wanted_.expected_size > 0 ? wanted_.expected_size : total_;
    if (goal > 0 && part_.size() != goal)
      return fail(ErrorCode::unavailable, shown_address(wanted_.url) + ": the connection ended after " +
                                              std::to_string(part_.size()) + " of " + std::to_string(goal) + " bytes");
    return {};
  }

  std::optional<Millis> asked;
  bool disk_failed = false;  // then another attempt cannot help

 private:
  Result<> take_head(const ResponseHead& head) {
    if (head.status == 416) {  // there is no such range: what is here is not a beginning of what is there
      CXAI_TRY_VOID(part_.clear());
      return fail(ErrorCode::unavailable, "the server has no bytes after those that are here; starting again");
    }
    if (head.status == 206) {
      const auto range = content_range(head.header("content-range"));
      if (!range || range->first != part_.size()) {
        CXAI_TRY_VOID(part_.clear());
        return fail(ErrorCode::unavailable, "the server sent another range than asked for; starting again");
      }
      total_ = range->total;
    } else if (head.status == 200) {
      CXAI_TRY_VOID(part_.clear());
      CXAI_TRY_VOID(part_.set_tag(head.header("etag")));
      total_ = number(head.header("content-length")).value_or(0);
    } else {
      asked = retry_after(head, pauser_.now());
      return fail(code_of_status(head.status), "the server answered " + std::to_string(head.status));
    }
    if (wanted_.expected_size > 0 && total_ > 0 && total_ != wanted_.expected_size)
      return fail(ErrorCode::corrupt_data, "the file has " + std::to_string(total_) + " bytes there, but must have " +
                                               std::to_string(wanted_.expected_size) + "; another mirror may have it");
    return on_disk(check_room(wanted_.target.parent_path(), total_ > part_.size() ? total_ - part_.size() : 0));
  }

  Result<> take_piece(std::string_view piece) {
    if (wanted_.expected_size > 0 && part_.size() + piece.size() > wanted_.expected_size)
      return fail(ErrorCode::corrupt_data, "more bytes come than the " + std::to_string(wanted_.expected_size) +
                                               " the file must have; another mirror may have it");
    CXAI_TRY_VOID(on_disk(part_.append(piece)));
    if (progress_) progress_(part_.size(), wanted_.expected_size > 0 ? wanted_.expected_size : total_);
    return {};
  }

  Result<> on_disk(Result<> result) {
    disk_failed = disk_failed || !result;
    return result;
  }

  Part& part_;
  const Download& wanted_;
  const DownloadProgress& progress_;
  Pauser& pauser_;
  std::uint64_t total_ = 0;
};

// Attempts until all bytes are there.
Result<> fetch(Client& client, const Download& wanted, Part& part, Pauser& pauser, const DownloadProgress& progress,
               const std::stop_token& stop) {
  for (int fruitless = 0;;) {
    const std::uint64_t before = part.size();
    Attempt attempt(part, wanted, progress, pauser);
    auto done = attempt.run(client, stop);
    if (done || attempt.disk_failed || !worth_another_try(done.error())) return done;
    fruitless = part.size() > before ? 1 : fruitless + 1;
    if (fruitless >= wanted.retry.attempts) return done;
    const Millis pause = pause_after(wanted.retry, fruitless, attempt.asked, pauser.chance());
    base::log_info(done.error().message + "; going on at byte " + std::to_string(part.size()) + " in " +
                   std::to_string(pause.count()) + " ms");
    CXAI_TRY_VOID(pauser.pause(pause, stop));
  }
}

}  // namespace

Result<> check_room(const fs::path& folder, std::uint64_t bytes) {
  std::error_code error;
  const auto space = fs::space(folder.empty() ? fs::path(".") : folder, error);
  if (error || (space.available >= kRoomToSpare && space.available - kRoomToSpare >= bytes)) return {};
  return fail(ErrorCode::unavailable, folder.string() + ": " + mebibytes(bytes) + " and " + mebibytes(kRoomToSpare) +
                                          " to spare are needed, " + mebibytes(space.available) +
                                          " are free; make room or choose another folder");
}

Result<Downloaded> download(Client& client, const Download& wanted, Pauser& pauser, const DownloadProgress& progress,
                            const std::stop_token& stop) {
  Part part(wanted.target);
  CXAI_TRY_VOID(part.open(stop));
  if (wanted.expected_size > part.size())
    CXAI_TRY_VOID(check_room(wanted.target.parent_path(), wanted.expected_size - part.size()));
  // A part from an earlier run may be of another version: then once more from the start.
  for (bool from_before = part.size() > 0;; from_before = false) {
    if (auto fetched = fetch(client, wanted, part, pauser, progress, stop); !fetched) {
      if (fetched.error().code == ErrorCode::corrupt_data || part.size() == 0) part.remove();
      return std::unexpected(std::move(fetched).error());
    }
    const Downloaded done{part.size(), part.digest()};
    if (wanted.expected_sha256.empty() || done.sha256 == wanted.expected_sha256) {
      CXAI_TRY_VOID(part.finish(wanted.target));
      return done;
    }
    if (!from_before) {
      part.remove();
      return fail(ErrorCode::corrupt_data, shown_address(wanted.url) + ": the file's SHA-256 is " + done.sha256 +
                                               ", but must be " + wanted.expected_sha256 +
                                               "; it was not kept. Another mirror may have the right one");
    }
    CXAI_TRY_VOID(part.clear());
  }
}

}  // namespace cxai::net
