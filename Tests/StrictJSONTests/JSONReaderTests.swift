import Foundation
import Testing

@testable import StrictJSON

@Suite("JSON is read by the grammar")
struct JSONReaderTests {
  private func read(_ text: String) throws -> JSON { try JSON(parsing: Array(text.utf8)) }

  private static let valid: [(text: String, value: JSON)] = [
    ("null", JSON.null), (" true ", .bool(true)), ("-0", .integer(0)), ("9223372036854775807", .integer(.max)),
    ("-9223372036854775808", .integer(.min)), ("9223372036854775808", .number(9_223_372_036_854_775_808)),
    ("1.0", .integer(1)), ("1e2", .integer(100)), ("1E+2", .integer(100)), ("150e-1", .integer(15)),
    ("1.5", .number(1.5)),
    ("1e30", .number(1e30)), ("1e400", .number(.infinity)), ("1e-400", .integer(0)), ("[]", .array([])),
    ("[ 1 , 2 ]", .array([.integer(1), .integer(2)])), (#""""#, ""), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
    (#""\u00e9\u00E9""#, "éé"),
    (#""\ud83e\uded6""#, "🫖"), (#""é🫖""#, "é🫖"), (#""\u0000""#, "\0"),
    (#"{"a":{"b":[null]}}"#, .object([.init(name: "a", value: .object(["b": .array([.null])]))])),
  ]

  @Test(arguments: valid)
  func `what is valid is read`(text: String, value: JSON) throws {
    #expect(try read(text) == value)
  }

  @Test(arguments: [
    "", " ", "nul", "nulll", "True", "01", "-", "+1", ".5", "1.", "1e", "1e+", "0x1", "[1,]", "[,1]", "[1 2]", "[", "]",
    "{", "}", "{1:2}", "{a:1}", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, #"{"a":1 "b":2}"#, #"{"a":1,"a":2}"#,
    #"{"a":1,"\u0061":2}"#, #"""#, #""\x""#, #""\u12""#, #""\u12g4""#, #""\u+123""#, #""\ud800""#, #""\ud800x""#,
    #""\ud800\u0041""#, #""\udc00""#, "\"\t\"", "\"\u{0}\"", "1 2", "null,", "\u{FEFF}1", "NaN", "Infinity", "//",
    "'a'",
  ])
  func `what is not is refused`(text: String) {
    #expect(throws: JSON.Malformed.self) { try read(text) }
  }

  @Test(arguments: [
    ("{\n  \"a\": 1,\n  \"a\": 2\n}", "line 3, column 3"), (#"{"é":x}"#, "line 1, column 6"),
    ("[1,2", "line 1, column 5"),
  ])
  func `the place of what is wrong is told`(text: String, place: String) {
    let fault = #expect(throws: JSON.Malformed.self) { try read(text) }
    #expect(fault?.description.contains(place) == true, "\(fault?.description ?? "")")
  }

  @Test func `it nests as deep as the limit and no deeper`() throws {
    func nested(_ depth: Int) -> String { String(repeating: "[", count: depth) + String(repeating: "]", count: depth) }
    #expect(throws: Never.self) { try read(nested(JSONReader.depthLimit)) }
    #expect(throws: JSON.Malformed.self) { try read(nested(JSONReader.depthLimit + 1)) }
    #expect(throws: JSON.Malformed.self) { try read(String(repeating: "[", count: 100_000)) }
    #expect(throws: JSON.Malformed.self) { try read(String(repeating: #"{"a":"#, count: 100_000)) }
  }

  @Test func `what is written is read again, and Foundation reads the same`() throws {
    let value = JSON.object([
      "text": "\"\\/\u{8}\u{C}\n\r\t\u{1F}é🫖\u{7F}", "whole": .integer(.min), "real": .number(0.1), "none": nil,
      "list": [true, false, .object([:])],
    ])
    #expect(try JSON(parsing: value.bytes) == value)
    let other = try #require(try JSONSerialization.jsonObject(with: Data(value.bytes)) as? [String: Any])
    #expect(other["text"] as? String == value["text"].flatMap { if case .string(let text) = $0 { text } else { nil } })
    #expect(other["real"] as? Double == 0.1)
  }

  @Test func `no bytes make it crash, and what Foundation refuses it refuses too`() throws {
    let alphabet = Array(#"{}[]:,"\u0d8e1-+.tfn "#.utf8) + [0xC3, 0xA9, 0xFF, 0x00]
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<20_000 {
      let bytes = (0..<Int.random(in: 1...12, using: &generator)).map { _ in alphabet.randomElement(using: &generator)!
      }
      guard (try? JSON(parsing: bytes)) != nil else { continue }
      let isTaken = (try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)) != nil
      #expect(isTaken, "\(bytes)")
    }
  }
}
