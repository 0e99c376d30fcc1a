/// Numbers as ASCII decimal digits, where neither signs nor spaces nor other scripts' digits are let through.
enum DecimalDigits {
  /// The number that `digits` alone make; `nil` for none, for more than 18, and for anything else.
  static func value(_ digits: some Collection<UInt8>) -> Int? {
    guard !digits.isEmpty, digits.count <= 18 else { return nil }
    var value = 0
    for digit in digits {
      guard (0x30...0x39).contains(digit) else { return nil }
      value = value * 10 + Int(digit - 0x30)
    }
    return value
  }

  /// A number in at least `width` digits, with leading zeros.
  static func text(_ number: some BinaryInteger, width: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
  }
}
