package network.cairn.content.service;

import java.io.IOException;

/// Is told references in the order of a walk.
@FunctionalInterface
public interface ReferenceVisitor {
  void visit(Reference reference) throws IOException;

  /// The walk below one of several roots ended early.
  default void failed(RuntimeException why) throws IOException {
    throw why;
  }
}
