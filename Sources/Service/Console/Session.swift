import Crypto
import HTTPServer
import HTTPTypes
import Referrals

/// A browser that is signed in to the console.
struct Session: Sendable {
  /// The program that is looked at.
  var program: Program.ID
  /// What may be done there.
  var role: Role
  /// The key that was shown, by its name and last characters: who did something, in the audit log.
  var actor: String
  /// Whether another program may be chosen.
  var maySwitch: Bool
}

/// What a browser shows to be known again: 256 bits of chance in the cookie `rsn_session`.
struct SessionToken: Sendable {
  /// How long a session lasts.
  static let seconds = 12 * 60 * 60
  private static let cookie = "rsn_session"

  let text: String

  /// A new one.
  static func generated() -> SessionToken {
    var generator = SystemRandomNumberGenerator()
    return SessionToken(text: hexadecimal((0..<32).map { _ in UInt8.random(in: 0 ... .max, using: &generator) }))
  }

  private init(text: String) { self.text = text }

  /// What a request's cookie says; nil where it is none of ours.
  init?(in request: Request) {
    guard let text = Cookies.value(Self.cookie, in: request), text.utf8.count == 64,
      text.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
    else { return nil }
    self.text = text
  }

  /// What is stored: nobody who reads it can make the cookie of it.
  var hash: [UInt8] { Array(SHA256.hash(data: Array(text.utf8))) }

  /// What the session's forms carry and no other site can know. Forms about a program carry one of its own: a page that
  /// was opened before another program was chosen, in another tab, changes nothing there.
  func csrf(for program: Program.ID? = nil) -> String {
    Self.hexadecimal(SHA256.hash(data: Array("form:\(text)\(program.map { ":\($0)" } ?? "")".utf8)))
  }

  /// Whether a form carries it.
  func allows(_ csrf: String?, for program: Program.ID? = nil) -> Bool {
    ConstantTime.equal(Array(self.csrf(for: program).utf8), Array((csrf ?? "").utf8))
  }

  func field(isSecure: Bool) -> HTTPField {
    Cookies.field(Self.cookie, text, path: "/console", seconds: Self.seconds, isSecure: isSecure)
  }

  static func endField(isSecure: Bool) -> HTTPField {
    Cookies.field(cookie, "", path: "/console", seconds: 0, isSecure: isSecure)
  }

  private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
