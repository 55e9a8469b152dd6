// `cxai anonymize` on text, JSON lines and CSV from a pipe.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "base/json.hpp"
#include "cli/run.hpp"

namespace cxai::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

struct Answer {
  ExitCode code{};
  std::string out;
  std::string err;
};

Answer anonymized(std::vector<std::string> arguments, const std::string& input) {
  std::istringstream in(input);
  std::ostringstream out;
  std::ostringstream err;
  Io io{in, out, err};
  arguments.insert(arguments.begin(), {"anonymize", "-"});
  const ExitCode code = run(arguments, io);
  return {code, out.str(), err.str()};
}

TEST(Anonymize, TextKeepsEveryOtherByte) {
  const Answer a = anonymized({}, "  tel:\t0532 415 42 17 \r\n\r\n100 TL ödedim  \nson satır 0532 415 42 17");
  EXPECT_EQ(a.code, ExitCode::ok);
  EXPECT_EQ(a.out, "  tel:\t[PHONE_1] \r\n\r\n100 TL ödedim  \nson satır [PHONE_1]");
  EXPECT_THAT(a.err, HasSubstr("PHONE 2"));
}

TEST(Anonymize, SpansCountCodePoints) {
  // An emoji of four bytes, a letter with a combining mark, a family of joined emoji.
  const std::string text = "😀 e\u0301 👩\u200D👧 ayse@ornek.com ve çift sıfır";
  const Answer a = anonymized({"--spans", "--format", "jsonl"}, R"({"id": 7, "text": ")" + text + "\"}\n");
  EXPECT_EQ(a.code, ExitCode::ok);
  const auto json = base::parse_json(a.out);
  ASSERT_TRUE(json) << a.out;
  EXPECT_EQ((*json)["text"], text);
  EXPECT_EQ((*json)["id"], 7);
  ASSERT_EQ((*json)["spans"].size(), 1U);
  const Json& span = (*json)["spans"][0];
  EXPECT_EQ(span["start"], 9);
  EXPECT_EQ(span["end"], 23);
  EXPECT_EQ(span["type"], "EMAIL");
  EXPECT_EQ(span["spoken"], false);
}

TEST(Anonymize, JsonLinesKeepOrderNumbersAndBlanks) {
  const Answer a =
      anonymized({"--format", "jsonl"}, "{ \"n\" : 1.50, \"text\":\"kart 4111 1111 1111 1111\\n\" , \"z\":[ ] }\n");
  EXPECT_EQ(a.code, ExitCode::ok);
  EXPECT_EQ(a.out, "{ \"n\" : 1.50, \"text\":\"kart [CARD_1]\\n\" , \"z\":[ ] }\n");
}

TEST(Anonymize, CsvKeepsQuotesLineEndsAndOtherColumns) {
  const Answer a = anonymized({"--format", "csv", "--columns", "not"},
                              "id,not,tutar\r\n"
                              "1,\"arayın, \"\"acil\"\" 0532 415 42 17\",0532 415 42 17\r\n"
                              "2,\"iki\nsatır ayse@ornek.com\",5\r\n");
  EXPECT_EQ(a.code, ExitCode::ok);
  EXPECT_EQ(a.out,
            "id,not,tutar\r\n"
            "1,\"arayın, \"\"acil\"\" [PHONE_1]\",0532 415 42 17\r\n"
            "2,\"iki\nsatır [EMAIL_1]\",5\r\n");
}

TEST(Anonymize, WhatCannotBeReadIsLeftOutAndNamed) {
  const Answer a = anonymized({"--format", "jsonl"},
                              "{\"text\": \"a\"}\n{\"text\": \"0532 415 42 17\"\n{\"other\": \"x\"}\n{\"text\": 5}\n");
  EXPECT_EQ(a.code, ExitCode::some_inputs_failed);
  EXPECT_EQ(a.out, "{\"text\": \"a\"}\n");
  EXPECT_THAT(a.err, HasSubstr("<stdin>:2: "));
  EXPECT_THAT(a.err, HasSubstr("<stdin>:3: "));
  EXPECT_THAT(a.err, HasSubstr("<stdin>:4: "));
  EXPECT_THAT(a.err, HasSubstr("left out: 3 of 4"));
  EXPECT_THAT(a.err, Not(HasSubstr("0532"))) << "a message holds no customer's words";
}

TEST(Anonymize, TextThatIsNoUtf8DoesNotPass) {
  const Answer a = anonymized({"--format", "text"}, "tamam\n\xFF 0532 415 42 17\n");
  EXPECT_EQ(a.code, ExitCode::some_inputs_failed);
  EXPECT_EQ(a.out, "tamam\n");
}

TEST(Anonymize, ARowWithTooManyValuesIsLeftOut) {
  const Answer a = anonymized({"--format", "csv", "--columns", "b"}, "a,b\n1,2,3\n4,5\n");
  EXPECT_EQ(a.code, ExitCode::some_inputs_failed);
  EXPECT_EQ(a.out, "a,b\n4,5\n");
}

TEST(Anonymize, ExitCodes) {
  EXPECT_EQ(anonymized({"--format", "csv"}, "a\n1\n").code, ExitCode::usage);
  EXPECT_EQ(anonymized({"--spans"}, "x\n").code, ExitCode::usage);
  EXPECT_EQ(anonymized({"--format", "jsonl"}, "nothing\n").code, ExitCode::failed) << "nothing could be read";
  EXPECT_EQ(anonymized({"--format", "csv", "--columns", "c"}, "a,b\n1,2\n").code, ExitCode::failed);
  EXPECT_EQ(anonymized({}, "").code, ExitCode::ok);
}

TEST(Anonymize, TrainingTextHasPlainWords) {
  const Answer a = anonymized({"--training"}, "numaram 0532 415 42 17\n");
  EXPECT_EQ(a.out, "numaram Phone\n");
}

}  // namespace
}  // namespace cxai::cli
