package network.cairn.api.json;

/// A value with one JSON form, an object. Whoever reads it back does so by the same class.
public interface JsonRecord {
  /// Writes the object's fields, in the order in which callers see them.
  void writeTo(RecordWriter out);

  /// The whole object on one line.
  default String json() {
    return RecordWriter.text(this);
  }
}
