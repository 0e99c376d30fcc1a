internal import CPNG
import Testing

@testable import QRCode

@Suite("QR codes")
struct QRCodeTests {
  @Test(arguments: ["http://127.0.0.1:8080/r/q7xk2m", "https://share.example/r/grün", "x"])
  func `a code says the text that it was made of`(text: String) throws {
    #expect(try QRReading(QRCode(text)).text == text)
  }

  @Test func `what does not fit is refused`() {
    #expect(throws: QRCode.Refused.self) { try QRCode("") }
    #expect(throws: QRCode.Refused.self) { try QRCode(String(repeating: "x", count: 3000)) }
  }

  @Test func `the picture is a PNG whose pixels are the code's modules with a quiet zone around them`() throws {
    let code = try QRCode("https://share.example/r/q7xk2m")
    let bytes = try code.png(scale: 3)
    var image = unsafe cpng_grey(0, 0)
    #expect(unsafe png_image_begin_read_from_memory(&image, bytes, bytes.count) != 0)
    let side = (code.size + 8) * 3
    #expect(unsafe Int(image.width) == side && Int(image.height) == side)
    unsafe image.format = UInt32(PNG_FORMAT_GRAY)
    var pixels = [UInt8](repeating: 0x80, count: side * side)
    #expect(unsafe png_image_finish_read(&image, nil, &pixels, 0, nil) != 0)
    for row in 0..<side {
      for column in 0..<side {
        let isDark = code[row: row / 3 - 4, column: column / 3 - 4]
        if pixels[row * side + column] != (isDark ? 0 : 0xFF) {
          Issue.record("the pixel \(row), \(column) is wrong")
          return
        }
      }
    }
  }
}
