package network.cairn.content.service;

import java.io.IOException;

/// Is told references in the order of a walk.
@FunctionalInterface
public interface ReferenceVisitor {
  void visit(Reference reference) throws IOException;
}
