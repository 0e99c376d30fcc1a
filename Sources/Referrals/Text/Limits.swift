/// How much of a text from outside is kept, in bytes of UTF-8. What is longer is cropped where the table says so, and
/// refused elsewhere.
package enum Limits {
  /// The address of the page that led to a click; cropped.
  package static let referrer = 1024
  /// The host of that page; cropped.
  package static let referrerHost = 255
  /// The agent that a click names; cropped.
  package static let userAgent = 512
  /// The path of a click that led nowhere; cropped.
  package static let orphanPath = 512
  /// A redirect destination; refused.
  package static let destination = 2048
  /// An id from another system, such as an order number; refused.
  package static let externalID = 255
  /// An e-mail address (RFC 5321, section 4.5.3.1.3, less the angle brackets); refused.
  package static let email = 254
  /// The name of a person or a program; refused.
  package static let name = 200
  /// A campaign or a channel; refused.
  package static let label = 100
  /// The words that a program gives its advocates to share, in characters; refused.
  package static let shareWords = 500
  /// What heads an e-mail with them, in characters; refused.
  package static let shareSubject = 150
  /// What an advocate shares, in characters, as long as that is theirs to change; refused.
  package static let sharedWords = 1000
}
