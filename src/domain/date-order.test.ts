import assert from 'node:assert/strict';
import { orderOfDates } from './date-order.ts';

describe('the order of the dates of a document', () => {
  it('is shown by a day above twelve', () => {
    assert.equal(orderOfDates(['03/04/1990', '31/12/2030'], []), 'day');
    assert.equal(orderOfDates(['DOB 12/31/1990'], []), 'month');
  });

  it('is not shown by two dates that say otherwise of it', () => {
    assert.equal(orderOfDates(['31/12/2030', '12/31/1990'], []), undefined);
  });

  it('is shown by a date of the zone that is on the page', () => {
    assert.equal(orderOfDates(['09/06/1980', '09/10/2026'], ['1980-06-09']), 'day');
    assert.equal(orderOfDates(['09/06/80', '09/10/26'], ['1980-09-06']), 'month');
    assert.equal(orderOfDates(['09/06/1980'], ['1981-06-09']), undefined);
  });

  it('is shown by two dates that lie whole years apart, or a day less', () => {
    assert.equal(orderOfDates(['09/10/2026', '08/10/2036'], []), 'day');
    assert.equal(orderOfDates(['10/09/2026', '10/08/2036'], []), 'month');
  });

  it('is not shown by dates that fit either way, or neither', () => {
    assert.equal(orderOfDates(['05/06/2020', '05/06/2030'], []), undefined);
    assert.equal(orderOfDates(['05/06/2020', '07/09/2031'], []), undefined);
    assert.equal(orderOfDates(['05/05/2020', '04.05.2030'], []), undefined);
  });
});
