// The keys of sealed files and of the installation, wrapped under the master key, in a folder of their own.
//
// Owns      <folder>/master.key (unless the master key is given) and <folder>/keys.db
// Contract  a destroyed key is gone for good, and its owner is known to have had one (a tombstone)
// Errors    permission_denied   the master key is missing or another one, with what to do; a file others may read
//           conflict            make() for an owner whose key was destroyed
//           unavailable, corrupt_data
// Threads   all functions from any thread, any number of processes
// Source    docs/formats/sealed.md, docs/decisions/0046-sealed-originals.md
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/secret_key.hpp"

namespace cxai::store {

class Database;

// What a key opens. Each owner has one of each, so that sound can be destroyed before text.
enum class BlobKind : std::uint8_t { sound, text };
inline constexpr BlobKind kBlobKinds[] = {BlobKind::sound, BlobKind::text};
const char* to_string(BlobKind kind);

struct KeysOptions {
  std::filesystem::path folder;
  std::string master;  // keys in the form of master.key, with spaces, commas or newlines between; empty: the file
  Millis busy_timeout{15'000};
};

class Keys {
 public:
  // Makes folder, master key and database where there are none.
  static Result<std::unique_ptr<Keys>> open(KeysOptions options, const base::Clock& clock);
  ~Keys();

  // The key of `owner`, made where there is none.
  Result<base::SecretKey> make(const std::string& owner, BlobKind kind);
  // Null: there never was one, or it was destroyed.
  Result<std::optional<base::SecretKey>> find(const std::string& owner, BlobKind kind);
  // How many keys were destroyed. Afterwards the owner has a tombstone for the kind, even if it had no key.
  Result<int> destroy(const std::string& owner, BlobKind kind, const std::string& reason);
  struct Tombstone {
    Timestamp at{};
    std::string reason;
  };
  Result<std::optional<Tombstone>> destroyed(const std::string& owner, BlobKind kind);

  // The installation's own key of that name, made at the first call.
  Result<base::SecretKey> secret(const std::string& name);
  // A small value that must not lie beside the data.
  Result<std::optional<std::string>> anchor(const std::string& name);
  Result<> put_anchor(const std::string& name, const std::string& value);

  // Wraps every key anew: under a new master key written to master.key, or under the first of those given.
  struct Rotation {
    std::int64_t keys = 0;
    std::string master;  // fingerprint of the current one
  };
  Result<Rotation> rotate();

 private:
  struct Wrapped {
    std::string master;
    std::string text;
  };
  Keys(KeysOptions options, std::unique_ptr<Database> database, const base::Clock& clock);
  Result<> load_masters();
  Result<> reload_masters();
  Result<> check_masters();
  std::vector<base::SecretKey> masters() const;
  void set_masters(std::vector<base::SecretKey> masters);
  Wrapped wrap(const base::SecretKey& key, const std::string& purpose) const;
  Result<base::SecretKey> unwrap(const Wrapped& wrapped, const std::string& purpose);
  std::filesystem::path master_file() const { return options_.folder / "master.key"; }

  KeysOptions options_;
  std::unique_ptr<Database> database_;
  const base::Clock& clock_;
  mutable std::mutex mutex_;
  std::vector<base::SecretKey> masters_;  // the first wraps
};

}  // namespace cxai::store
