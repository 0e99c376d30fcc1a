/// The checksum of the spill's records: CRC-32C (Castagnoli; reflected polynomial 0x82f63b78, RFC 3720, appendix B.4).
enum CRC32 {
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0x82f6_3b78 : value >> 1 }
  }

  /// The checksum of bytes.
  static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
    ~bytes.reduce(~0) { value, byte in value >> 8 ^ table[Int(truncatingIfNeeded: value ^ UInt32(byte)) & 0xff] }
  }
}
