// The recognizer that asks other machines: any server with OpenAI's POST /v1/audio/transcriptions.
//
// Errors   invalid_input      the window; options without a usable address; a request the server will not take (4xx)
//          permission_denied  the server refuses the key
//          unavailable        no server answered after all attempts; the recognizer is being destroyed
//          corrupt_data       an answer that breaks the format: which field
//          cancelled
// Owns     a thread for each request that may be under way
// Limits   `in_flight` requests at once; `queue` more windows wait; then recognize() waits
// Threads  any
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "net/retry.hpp"
#include "speech/recognizer.hpp"

namespace cxai::speech {

struct RemoteOptions {
  std::vector<std::string> endpoints;  // see transcription_address(); taken in turn, those that fail rest
  std::string model = "whisper-1";     // as the servers call it
  std::string api_key;                 // secret; empty: none
  int in_flight = 4;
  int queue = 16;
  net::Timeouts timeouts{.connect = Millis(10'000), .idle = Millis(180'000), .total = Millis(300'000)};
  net::RetryPolicy retry;
  Millis cool_down{30'000};  // how long a server that failed is left out while another works
};

// Borrows the pauser. Errors: invalid_input.
Result<std::unique_ptr<Recognizer>> make_remote_recognizer(RemoteOptions options,
                                                           net::Pauser& pauser = net::system_pauser());

}  // namespace cxai::speech
