package network.cairn.content.unixfs;

/// Hears nothing.
record Deaf() implements ImportListener {
  @Override
  public void progress(String path, long bytes) {
    // Nobody wants to know.
  }

  @Override
  public void added(String path, Imported imported) {
    // Nobody wants to know.
  }
}
