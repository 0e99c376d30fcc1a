/// What social networks show of a program's links where somebody shares one (the Open Graph protocol, ogp.me).
package struct LinkPreview: Hashable, Sendable {
  /// The heading.
  package var title: String
  /// A sentence or two; nil for none.
  package var description: String?
  /// The address of a picture; nil for none.
  package var image: String?

  /// A preview from its parts.
  package init(title: String, description: String? = nil, image: String? = nil) {
    self.title = title
    self.description = description
    self.image = image
  }
}
