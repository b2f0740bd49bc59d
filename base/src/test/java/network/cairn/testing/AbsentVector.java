package network.cairn.testing;

import org.opentest4j.TestAbortedException;

/// A file, key or entry that a case asks for is not in the folder of vectors.
///
/// [Vectors#each] leaves the case out; a test that meets it elsewhere ends as skipped.
public final class AbsentVector extends TestAbortedException {
  private static final long serialVersionUID = 1L;

  public AbsentVector(String what) {
    super(what);
  }
}
