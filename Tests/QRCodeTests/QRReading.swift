@testable import QRCode

/// Reads a code of version 1 to 3 and level M as a scanner does, by ISO/IEC 18004: the mask out of the format
/// information, the codewords out of the zigzag, the text out of byte mode. These sizes hold one block each, and a
/// perfect picture needs no correction of errors.
struct QRReading {
  struct Unreadable: Error {}

  let text: String

  init(_ code: QRCode) throws {
    let version = (code.size - 17) / 4
    guard (1...3).contains(version) else { throw Unreadable() }
    // The format information's bits from the most significant down run along row 8; the first five hold level and mask.
    let format = (0..<5).reduce(0) { $0 << 1 | (code[row: 8, column: $1] ? 1 : 0) } ^ 0b10101
    guard format >> 3 == 0b00 else { throw Unreadable() }
    let mask = format & 7
    var bits: [Bool] = []
    var upwards = true
    var right = code.size - 1
    while right > 0 {
      if right == 6 { right -= 1 }
      for step in 0..<code.size {
        let row = upwards ? code.size - 1 - step : step
        for column in [right, right - 1] where !Self.isFunction(row, column, code.size, version) {
          bits.append(code[row: row, column: column] != Self.inverts(mask, row, column))
        }
      }
      upwards.toggle()
      right -= 2
    }
    func number(_ start: Int, _ count: Int) -> Int { bits[start..<start + count].reduce(0) { $0 << 1 | ($1 ? 1 : 0) } }
    guard number(0, 4) == 0b0100 else { throw Unreadable() }
    let bytes = (0..<number(4, 8)).map { UInt8(number(12 + 8 * $0, 8)) }
    text = String(decoding: bytes, as: UTF8.self)
  }

  /// Finders with their format information, timing, and from version 2 the alignment pattern.
  private static func isFunction(_ row: Int, _ column: Int, _ size: Int, _ version: Int) -> Bool {
    if row < 9, column < 9 || column >= size - 8 { return true }
    if column < 9, row >= size - 8 { return true }
    if row == 6 || column == 6 { return true }
    return version > 1 && abs(row - (size - 7)) <= 2 && abs(column - (size - 7)) <= 2
  }

  private static func inverts(_ mask: Int, _ row: Int, _ column: Int) -> Bool {
    switch mask {
    case 0: (row + column) % 2 == 0
    case 1: row % 2 == 0
    case 2: column % 3 == 0
    case 3: (row + column) % 3 == 0
    case 4: (row / 2 + column / 3) % 2 == 0
    case 5: row * column % 2 + row * column % 3 == 0
    case 6: (row * column % 2 + row * column % 3) % 2 == 0
    default: ((row + column) % 2 + row * column % 3) % 2 == 0
    }
  }
}
