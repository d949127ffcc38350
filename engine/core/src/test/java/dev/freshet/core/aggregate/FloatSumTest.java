package dev.freshet.core.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FloatSumTest {
    @Test
    void equalsTheExactSumWhateverTheOrderAndHistory() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            List<Double> values = new ArrayList<>();
            BigDecimal exact = BigDecimal.ZERO;
            for (int i = 0; i < 50; i++) {
                double v = Math.scalb(
                        random.nextDouble() - 0.5,
                        random.nextInt(seed % 2 == 0 ? 40 : 1800) - (seed % 2 == 0 ? 20 : 900));
                values.add(v);
                exact = exact.add(new BigDecimal(v));
            }
            FloatSum sum = new FloatSum();
            sum.add(1e300, 3);
            values.forEach(v -> sum.add(v, 1));
            sum.add(1e300, -3);
            assertThat(sum.exact()).isEqualByComparingTo(exact);
            assertThat(sum.value()).isEqualTo(exact.doubleValue());
            Collections.shuffle(values, random);
            values.forEach(v -> sum.add(v, -1));
            assertThat(sum.value()).isZero();
        }
    }

    @Test
    void weightsMultiplyExactlyAndStateSurvives() {
        FloatSum sum = new FloatSum();
        sum.add(0.1, 1_000_000_007L);
        sum.add(-0.3, -12_345_678_901L);
        BigDecimal exact = new BigDecimal(0.1)
                .multiply(BigDecimal.valueOf(1_000_000_007L))
                .add(new BigDecimal(0.3).multiply(BigDecimal.valueOf(12_345_678_901L)));
        assertThat(FloatSum.load(sum.save()).exact()).isEqualByComparingTo(exact);
    }
}
