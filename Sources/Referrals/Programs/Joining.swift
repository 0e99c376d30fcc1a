/// Whether people may become advocates of a program by themselves, on its page for joining.
package enum Joining: String, CaseIterable, Sendable {
  /// Whoever likes.
  case open
  /// Nobody: the page says so. Advocates can still be made by the API and by imports.
  case closed
}
