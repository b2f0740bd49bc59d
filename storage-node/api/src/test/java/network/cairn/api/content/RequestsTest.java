package network.cairn.api.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// Requests are values: nobody changes one that another holds.
final class RequestsTest {
  @Test
  void keepsTheLayoutOfAnAdd() {
    Map<String, String> layout = new HashMap<>(Map.of("profile", "legacy-cid-v0"));
    AddRequest request = new AddRequest(layout, true, false, Optional.of("photos"));
    layout.put("chunker", "size-9");
    assertThat(request.layout()).containsOnlyKeys("profile");
    assertThat(request)
        .isEqualTo(
            new AddRequest(Map.of("profile", "legacy-cid-v0"), true, false, Optional.of("photos")));
    assertThatThrownBy(() -> request.layout().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void keepsThePathsOfACat() {
    List<String> paths = new ArrayList<>(List.of("bafyA"));
    CatRequest request =
        new CatRequest(
            paths,
            OptionalLong.of(1),
            OptionalLong.empty(),
            Optional.of("30s"),
            Optional.empty(),
            Optional.empty());
    paths.add("bafyB");
    assertThat(request.paths()).containsExactly("bafyA");
    assertThatThrownBy(() -> request.paths().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void keepsTheRootsOfAnImport() {
    List<CarsImported.Root> roots = new ArrayList<>();
    roots.add(new CarsImported.Root("bafyA", ""));
    CarsImported imported = new CarsImported(roots, 3, 99);
    roots.clear();
    assertThat(imported.roots()).containsExactly(new CarsImported.Root("bafyA", ""));
  }
}
