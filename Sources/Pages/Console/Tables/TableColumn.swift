/// A column of a table in the console, on the page and in its CSV.
package struct TableColumn: Sendable {
  /// Where a column stands.
  package enum Place: Sendable {
    /// On the page and in the file.
    case both
    /// On the page only: what is put together from other columns for people.
    case page
    /// In the file only: ids, and what the page puts into another column.
    case file
  }

  /// How a table can be ordered by a column.
  package struct Sorting: Sendable {
    /// Where its heading leads to.
    package let link: String
    /// Whether the table is ordered by it, the least first; nil where it is not.
    package let isAscending: Bool?

    /// A way to order a table.
    package init(link: String, isAscending: Bool?) {
      self.link = link
      self.isAscending = isAscending
    }
  }

  /// Its name in the file.
  package let name: String
  /// Its heading on the page.
  package let title: String
  /// Whether it holds numbers, which stand at the right.
  package let isNumber: Bool
  /// Where it stands.
  package let place: Place
  /// How the table is ordered by it, if it can be.
  package let sorting: Sorting?

  /// A column from its parts.
  package init(
    _ name: String, _ title: String, isNumber: Bool = false, place: Place = .both, sorting: Sorting? = nil
  ) {
    self.name = name
    self.title = title
    self.isNumber = isNumber
    self.place = place
    self.sorting = sorting
  }
}
