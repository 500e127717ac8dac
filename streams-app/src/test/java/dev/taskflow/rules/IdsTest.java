package dev.taskflow.rules;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Section 3: 1-200 characters of {@code A-Z a-z 0-9 . _ : -}. */
class IdsTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "Z", "0", "-", ".", "..", "_", ":", "order:2026-01-01_eu.west"})
    void whatTheContractAllowsIsLegal(String id) {
        assertThat(Ids.isLegal(id)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a/b",
                "/",
                "a b",
                "a\n",
                "\u0000",
                "a\u0000b",
                "é",
                "а",
                "𝟎",
                "a\\b",
                "a%2Fb",
                "a\u200b",
                "@",
                "["
            })
    void anythingElseIsNot(String id) {
        assertThat(Ids.isLegal(id)).isFalse();
    }

    @Test
    void twoHundredCharactersAreTheMost() {
        assertThat(Ids.isLegal("x".repeat(200))).isTrue();
        assertThat(Ids.isLegal("x".repeat(201))).isFalse();
    }
}
