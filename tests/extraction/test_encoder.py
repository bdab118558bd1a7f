"""The shipped encoder: same text, same vector, whatever stands around it."""

import numpy as np

from coalition.extraction.encoder import E5Encoder

TEXTS = [
    "Rome will not send soldiers.",
    "Польща готова прийняти літаки.",
    "Rome will not send soldiers.",
]


def test_a_vector_depends_on_its_own_text_alone() -> None:
    encoder = E5Encoder()
    together = encoder.encode(TEXTS)
    apart = np.concatenate([encoder.encode([text]) for text in reversed(TEXTS)])[::-1]
    np.testing.assert_array_equal(together, apart)
    np.testing.assert_array_equal(together[0], together[2])


def test_vectors_are_rounded_and_of_one_length() -> None:
    vectors = E5Encoder().encode(TEXTS[:2])
    assert vectors.shape == (2, E5Encoder.dimension)
    np.testing.assert_array_equal(vectors, np.round(vectors, 4))
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=2e-3)


def test_no_text_gives_no_vector_and_a_nul_does_not_cut_a_text_short() -> None:
    encoder = E5Encoder()
    assert encoder.encode([]).shape == (0, E5Encoder.dimension)
    whole, cut = encoder.encode(["Kyiv waits\0for jets", "Kyiv waits"])
    assert not np.array_equal(whole, cut)
