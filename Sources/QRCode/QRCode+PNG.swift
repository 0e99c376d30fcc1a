internal import CPNG

extension QRCode {
  /// The code as a PNG with its quiet zone, black on white, written by libpng.
  /// - Parameter scale: pixels a module, from 1.
  package func png(scale: Int) throws(Refused) -> [UInt8] {
    let side = (size + 2 * Self.quietZone) * scale
    var pixels = [UInt8](repeating: 0xFF, count: side * side)
    for row in 0..<side {
      for column in 0..<side
      where self[row: row / scale - Self.quietZone, column: column / scale - Self.quietZone] {
        pixels[row * side + column] = 0
      }
    }
    var image = unsafe cpng_grey(UInt32(side), UInt32(side))
    var count = 0
    guard unsafe png_image_write_to_memory(&image, nil, &count, 0, pixels, 0, nil) != 0 else {
      throw Refused(description: "libpng does not take the picture")
    }
    var bytes = [UInt8](repeating: 0, count: count)
    guard unsafe png_image_write_to_memory(&image, &bytes, &count, 0, pixels, 0, nil) != 0 else {
      throw Refused(description: "libpng does not write the picture")
    }
    return Array(bytes.prefix(count))
  }
}
