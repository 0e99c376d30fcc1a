internal import CQREncode
internal import Glibc

/// A text as a QR code (ISO/IEC 18004): a square of dark and light modules, made by libqrencode.
package struct QRCode: Hashable, Sendable {
  /// How many modules a side has, the quiet zone not among them.
  package let size: Int
  /// Row by row from the top left: whether each is dark.
  package let isDark: [Bool]

  /// The text does not fit into a QR code, or there is no memory.
  package struct Refused: Error, Sendable, CustomStringConvertible {
    /// Why, in words.
    package let description: String
  }

  /// How many light modules scanners want around it (ISO/IEC 18004, 5.3.8).
  package static let quietZone = 4

  /// The smallest code that holds a text as UTF-8 and can be read with a seventh of it missing (level M).
  package init(_ text: String) throws(Refused) {
    let bytes = Array(text.utf8)
    guard !bytes.isEmpty, bytes.count <= 2331 else { throw Refused(description: "1 to 2331 bytes fit") }
    let made = unsafe QRcode_encodeData(Int32(bytes.count), bytes, 0, QR_ECLEVEL_M)
    guard let code = unsafe made else { throw Refused(description: unsafe String(cString: strerror(errno))) }
    defer { unsafe QRcode_free(code) }
    let size = Int(unsafe code.pointee.width)
    self.size = size
    // The lowest bit of a module is its colour, the others say what it is for.
    isDark = (0..<size * size).map { unsafe code.pointee.data[$0] & 1 == 1 }
  }

  /// Whether a module is dark; beyond the square they are light.
  package subscript(row row: Int, column column: Int) -> Bool {
    guard (0..<size).contains(row), (0..<size).contains(column) else { return false }
    return isDark[row * size + column]
  }
}
