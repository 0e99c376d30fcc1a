import Glibc

extension Span<UInt8> {
  /// The first place of `byte` at or after `start`.
  package func index(of byte: UInt8, from start: Int) -> Int? {
    guard start < count else { return nil }
    // memchr is what keeps reading a head at a few dozen nanoseconds.
    return unsafe withUnsafeBufferPointer { all in
      guard let base = all.baseAddress,
        let found = unsafe memchr(base + start, Int32(byte), all.count - start)
      else { return nil }
      return unsafe UnsafeRawPointer(found) - UnsafeRawPointer(base)
    }
  }

  /// Where the text after `prefix` (given in lower case, met in any) and the blanks after it starts on the line
  /// from `start` to `end`; nil when the line does not begin so.
  package func place(after prefix: StaticString, from start: Int, to end: Int) -> Int? {
    let length = prefix.utf8CodeUnitCount
    guard end - start >= length else { return nil }
    for offset in 0..<length {
      let byte = self[start + offset]
      let isUpper = byte &- UInt8(ascii: "A") < 26
      guard unsafe (isUpper ? byte | 0x20 : byte) == prefix.utf8Start[offset] else { return nil }
    }
    var place = start + length
    while place < end, self[place] == UInt8(ascii: " ") || self[place] == UInt8(ascii: "\t") { place += 1 }
    return place
  }

  /// The decimal number that fills `start..<end`, blanks and the carriage return after it aside; at most 9 digits.
  package func number(from start: Int, to end: Int) -> Int? {
    let last = textEnd(from: start, to: end)
    guard last > start, last - start <= 9 else { return nil }
    var number = 0
    for place in start..<last {
      let digit = self[place] &- UInt8(ascii: "0")
      guard digit <= 9 else { return nil }
      number = number * 10 + Int(digit)
    }
    return number
  }

  /// Where the text of a line ends: before the blanks and the carriage return.
  package func textEnd(from start: Int, to end: Int) -> Int {
    var last = end
    while last > start, self[last - 1] <= UInt8(ascii: " ") { last -= 1 }
    return last
  }
}
