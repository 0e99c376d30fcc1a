/// Where a load's requests come from.
protocol RequestSource {
  /// The next request's bytes, until the call after.
  mutating func next() -> [UInt8]
}
