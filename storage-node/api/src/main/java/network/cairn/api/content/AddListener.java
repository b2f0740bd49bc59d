package network.cairn.api.content;

/// Hears how an `add` goes on.
public interface AddListener {
  /// Bytes of the present file so far; told now and then.
  void progress(long bytes);

  /// An entry is done.
  ///
  /// @param name path from the entry's root on, or its CID where it has no name
  /// @param size bytes of all its blocks
  void added(String name, String cid, long size);
}
