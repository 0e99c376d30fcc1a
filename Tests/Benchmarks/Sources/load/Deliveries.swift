import Crypto
import Glibc

/// Ready-made deliveries, one a template; only what changes from one to the next is written anew, and each is signed:
/// `Stripe-Signature: t=…,v1=…`, HMAC with SHA-256 over `t.body` (docs.stripe.com/webhooks).
struct Deliveries: RequestSource {
  /// A whole request, and where the parts of it are that change.
  private struct Form {
    var bytes: [UInt8]
    let time: Int
    let code: Int
    let body: Int
    let template: Template
  }

  private var forms: [Form]
  private var turn = -1
  private var number: Int
  private let words: [[UInt8]]
  private var word: Int
  /// The key is taken in once.
  private let signer: HMAC<SHA256>
  /// What is signed before the body: the time, and a point.
  private var stamp = [UInt8](repeating: 0, count: Template.timeWidth) + [UInt8(ascii: ".")]
  private var second = 0
  private let clock: () -> Int

  /// - Parameters:
  ///   - path: the request target.
  ///   - hostHeader: the `Host` field's value.
  ///   - templates: the bodies, taken in turn.
  ///   - words: what `{word}` stands for, one after the other; where to begin, the first delivery's number says.
  ///   - secret: what signs, byte for byte.
  ///   - firstNumber: the first delivery's number; numbers go on from there.
  ///   - clock: seconds since 1970.
  init(
    path: String, hostHeader: String, templates: [Template], words: [[UInt8]], secret: String, firstNumber: Int,
    clock: @escaping () -> Int = { time(nil) }
  ) {
    forms = templates.map { template in
      let beforeTime =
        "POST \(path) HTTP/1.1\r\nHost: \(hostHeader)\r\nUser-Agent: Stripe/1.0 (+https://stripe.com/docs/webhooks)\r\n"
        + "Accept: */*; q=0.5, application/xml\r\nCache-Control: no-cache\r\n"
        + "Content-Type: application/json; charset=utf-8\r\nContent-Length: \(template.bytes.count)\r\n"
        + "Stripe-Signature: t="
      let beforeCode = beforeTime + String(repeating: "0", count: Template.timeWidth) + ",v1="
      let head = beforeCode + String(repeating: "0", count: SHA256.byteCount * 2) + "\r\n\r\n"
      return Form(
        bytes: Array(head.utf8) + template.bytes, time: beforeTime.utf8.count, code: beforeCode.utf8.count,
        body: head.utf8.count, template: template)
    }
    signer = HMAC<SHA256>(key: SymmetricKey(data: Array(secret.utf8)))
    number = firstNumber
    word = words.isEmpty ? 0 : firstNumber % words.count
    self.words = words
    self.clock = clock
  }

  mutating func next() -> [UInt8] {
    turn = turn + 1 == forms.count ? 0 : turn + 1
    let now = clock()
    if now != second {
      second = now
      Self.write(now, Template.timeWidth, to: &stamp, at: 0)
    }
    let template = forms[turn].template
    let body = forms[turn].body
    for place in template.numbers { Self.write(number, Template.numberWidth, to: &forms[turn].bytes, at: body + place) }
    for place in template.times { Self.write(second, Template.timeWidth, to: &forms[turn].bytes, at: body + place) }
    for place in template.words {
      for (offset, byte) in words[word].enumerated() { forms[turn].bytes[body + place + offset] = byte }
      word = word + 1 == words.count ? 0 : word + 1
    }
    number += 1
    sign()
    return forms[turn].bytes
  }

  private mutating func sign() {
    Self.write(second, Template.timeWidth, to: &forms[turn].bytes, at: forms[turn].time)
    var signer = signer
    signer.update(data: stamp)
    signer.update(data: forms[turn].bytes[forms[turn].body...])
    var place = forms[turn].code
    for byte in signer.finalize() {
      forms[turn].bytes[place] = Self.digits[Int(byte >> 4)]
      forms[turn].bytes[place + 1] = Self.digits[Int(byte & 15)]
      place += 2
    }
  }

  private static func write(_ number: Int, _ width: Int, to bytes: inout [UInt8], at place: Int) {
    var rest = number
    for offset in (0..<width).reversed() {
      bytes[place + offset] = UInt8(ascii: "0") + UInt8(rest % 10)
      rest /= 10
    }
  }

  private static let digits = Array("0123456789abcdef".utf8)
}
