import Referrals

/// What advocates agree to, in words: stored with each consent, so that it can be told later what was meant.
enum PortalWords {
  /// To take part.
  static func participation(_ program: String) -> String {
    "I want to take part. My name and e-mail are kept for \(program). When somebody comes by my link, that visit and what they buy is counted for me. I can see all of it, and leave, on a page of my own."
  }

  /// To be named.
  static func naming(_ program: String) -> String {
    "My first name may be shown to the person who brought me to \(program), and to those whom I bring."
  }

  /// What is said with a link.
  static func recommendation(_ program: String) -> String {
    "I like \(program) and think you might too:"
  }
}
