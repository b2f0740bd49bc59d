package network.cairn.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.StringEntry;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// No text that the program puts together shows what no person reads: the ledger's units of money,
/// `PT10S`, bytes in hexadecimal. Looks at the compiled code, so at every message, log line and
/// answer there is.
@AnalyzeClasses(packages = "network.cairn", importOptions = HouseRulesTest.ProductOnly.class)
final class PlainWordsTest {
  /// Where the name of the ledger's unit is no text for people, and why.
  private static final Map<String, String> UNIT =
      Map.of(
          "network.cairn.base.units.Coins", "reads it, for programs",
          "network.cairn.ledger.types.Amount", "the name of its field",
          "network.cairn.ledger.types.ParamRows", "the unit of a row, by which it is written",
          "network.cairn.ledger.types.ParamBounds$Row", "the same");

  /// What is never put into a text as it is, and what writes it.
  private static final Map<String, String> RAW =
      Map.of(
          Duration.class.descriptorString(), "base.units.Durations",
          ByteString.class.descriptorString(),
              "a short name, a CID or hexadecimal with its reason");

  @ArchTest
  static void nameNoPebbles(JavaClasses classes) {
    Set<String> found = new TreeSet<>();
    for (JavaClass each : classes) {
      for (PoolEntry entry : model(each).constantPool()) {
        boolean named = entry instanceof StringEntry text && text.stringValue().contains("pebble");
        if (named && !UNIT.containsKey(each.getName())) {
          found.add(each.getName() + ": " + ((StringEntry) entry).stringValue());
        }
      }
    }
    assertThat(found).as("texts in the ledger's units; base.units.Coins writes CAIRN").isEmpty();
  }

  @ArchTest
  static void writeDurationsAndBytesForPeople(JavaClasses classes) {
    Set<String> found = new TreeSet<>();
    for (JavaClass each : classes) {
      if (each.getName().startsWith("network.cairn.proto.")) {
        continue;
      }
      for (MethodModel method : model(each).methods()) {
        method
            .code()
            .ifPresent(code -> {
              for (CodeElement element : code) {
                if (element instanceof InvokeDynamicInstruction call
                    && call.name().stringValue().equals("makeConcatWithConstants")) {
                  for (ClassDesc part : call.typeSymbol().parameterList()) {
                    if (RAW.containsKey(part.descriptorString())) {
                      found.add(
                          each.getName()
                              + "."
                              + method.methodName().stringValue()
                              + ": "
                              + part.displayName()
                              + " is for "
                              + RAW.get(part.descriptorString()));
                    }
                  }
                }
              }
            });
      }
    }
    assertThat(found).as("texts that show a value's own form").isEmpty();
  }

  private static ClassModel model(JavaClass each) {
    try (InputStream in = each.getSource().orElseThrow().getUri().toURL().openStream()) {
      return ClassFile.of().parse(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
