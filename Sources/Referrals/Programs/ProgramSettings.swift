/// What a program decides for itself, with what holds where it decides nothing.
package struct ProgramSettings: Hashable, Sendable {
  /// How revenue is attributed.
  package var attribution = AttributionSettings()
  /// For how many minutes after a click the same visitor's clicks on the same link count with it.
  package var dedupeMinutes: Int = 60
  /// For how many days a visitor's cookie is kept.
  package var cookieDays: Int = 365

  /// The settings of a program that asked for none.
  package init() {}

  /// The time in which a visitor's clicks on one link count once.
  package var dedupeWindow: Duration { .minutes(dedupeMinutes) }
}
