extension Money {
  /// The amount that decimal text names, as shops write prices: `409.94`, `-10.00`, `500`; the sign may only be a
  /// minus. `nil` for anything else, for an amount with a fraction of the minor unit other than zeros (`0.005` EUR),
  /// and for one beyond 64 bits.
  package init?(decimal text: some StringProtocol, currency: Currency) {
    var bytes = Array(text.utf8)
    let isNegative = bytes.first == 0x2d
    if isNegative { bytes.removeFirst() }
    let point = bytes.firstIndex(of: 0x2e)
    let whole = bytes[..<(point ?? bytes.endIndex)]
    let fraction = point.map { bytes[($0 + 1)...] } ?? []
    guard !whole.isEmpty, point == nil || !fraction.isEmpty,
      fraction.dropFirst(currency.exponent).allSatisfy({ $0 == 0x30 })
    else { return nil }
    let places = currency.exponent - fraction.count
    let digits = whole + fraction.prefix(currency.exponent) + Array(repeating: 0x30, count: max(0, places))
    var amount: Int64 = 0
    for digit in digits {
      guard (0x30...0x39).contains(digit) else { return nil }
      let (tens, tooLarge) = amount.multipliedReportingOverflow(by: 10)
      let (sum, stillTooLarge) = tens.addingReportingOverflow(Int64(digit - 0x30))
      guard !tooLarge, !stillTooLarge else { return nil }
      amount = sum
    }
    self.init(isNegative ? -amount : amount, currency)
  }
}
