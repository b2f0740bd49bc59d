package network.cairn.content.unixfs.chunker;

/// Finds by a file's content where its pieces end. Used by one thread for one file.
interface Cutter {
  /// Looks at the next bytes of the file.
  ///
  /// @return the index behind the first piece's last byte, or -1 if the piece goes on; behind an
  ///   end the next piece begins
  int end(byte[] bytes, int from, int to);
}
