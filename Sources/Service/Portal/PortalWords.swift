import Referrals

/// What advocates agree to, in words: stored with each consent, so that it can be told later what was meant.
enum PortalWords {
  /// To take part.
  static func participation(_ program: String) -> String {
    "I want to take part. My name and e-mail are kept for \(program). When somebody comes by my link, that visit and what they buy is counted for me. I can see all of it, and leave, on a page of my own."
  }

  /// To be named.
  static func naming(_ program: String) -> String {
    "My first name may be shown to those through whom I came to \(program), one by one, and to those whom I bring."
  }
}

extension Program {
  /// What an advocate finds ready to share: where the link has its place in it, it still has.
  func words(for advocate: Advocate) -> String {
    (shareText ?? .usual).filled(program: name, name: advocate.name)
  }

  /// What heads an e-mail that an advocate shares by.
  func subject(for advocate: Advocate) -> String {
    (shareSubject ?? .usualSubject).filled(program: name, name: advocate.name)
  }
}
