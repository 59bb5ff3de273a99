"""How beneficiaries get from a file into the register: `told` is a row of the file.

What an older file says counts for nothing. Of somebody who stands in several rows of one file the
first decides who they are and where they live; every row adds its programme and its numbers. Phones
and wallets of an earlier day end where the file tells others.
"""

TELL = """
CREATE TEMPORARY TABLE told_beneficiaries ON COMMIT DROP AS
SELECT * FROM cases.staged_beneficiaries
WHERE import_id = :import_id AND line BETWEEN :first_line AND :last_line
"""
TURNS = "SELECT max(turn) + 1 FROM told_beneficiaries"

# Who is found by one number and is somebody else by another is nobody; neither is who has another
# year of birth and no word of the name. One book number stands for two people more often than an
# NID: whom only that finds has the same year and a word of the name that is not everybody's.
JUDGE = """
CREATE TEMPORARY TABLE judged_beneficiaries ON COMMIT DROP AS
SELECT told.*,
    coalesce(person.id, told.new_person_id) AS person_id,
    person.id IS NULL AS is_new_person,
    enrolment.id IS NULL AS is_new_enrolment,
    CASE
        WHEN least(by_nid.person_id, by_birth.person_id, by_id.person_id)
            <> greatest(by_nid.person_id, by_birth.person_id, by_id.person_id)
            THEN 'number_of_another'
        WHEN NOT (person.name_sounds && told.name_sounds) AND person.birth_year <> told.birth_year
            THEN 'somebody_else'
        WHEN person.id IS NOT NULL AND by_nid.person_id IS NULL AND by_birth.person_id IS NULL
            AND (person.birth_year <> told.birth_year OR NOT likeness.is_named_alike)
            THEN 'somebody_else'
    END AS refusal,
    CASE
        WHEN by_nid.person_id IS NOT NULL THEN 'nid'
        WHEN by_birth.person_id IS NOT NULL THEN 'birth_registration'
        ELSE 'beneficiary_id'
    END AS found_by,
    now.*,
    likeness.is_same_nominee,
    CASE WHEN nominee.name_en = nominee.name_bn
        AND coalesce(nominee.relation = told.nominee_relation, true)
        AND coalesce(nominee.nid_index = told.nominee_nid_index, true)
        THEN nominee.name_en END AS known_nominee,
    person.id IS NOT NULL AND decided.person_id IS NULL AND :as_of >= person.as_of AND (
        (person.name_en, person.name_bn, person.sex, person.birth_year, person.birth_on,
            person.area_code, person.is_household_head)
        IS DISTINCT FROM (now_name_en, now_name_bn, now_sex, now_birth_year, now_birth_on,
            now_area_code, now_is_household_head)
        OR told.household_number IS NOT NULL AND household.id IS NULL
        OR household.id <> person.household_id
        OR household.id IS NOT NULL AND person.household_id IS NULL
    ) AS changes_person,
    enrolment.id IS NOT NULL AND :as_of >= enrolment.as_of
        AND (enrolment.status, enrolment.enrolled_on, enrolment.status_from)
        IS DISTINCT FROM (now_status, now_enrolled_on, now_status_from) AS changes_enrolment,
    EXISTS (
        SELECT FROM (VALUES
            ('nid', NULL, told.nid_index),
            ('birth_registration', NULL, told.birth_registration_index),
            ('beneficiary_id', NULL, told.beneficiary_id_index),
            ('phone', NULL, told.phone_index),
            ('wallet', told.wallet_provider, told.wallet_index)
        ) AS number (kind, provider, value_index)
        WHERE number.value_index IS NOT NULL AND NOT EXISTS (
            SELECT FROM cases.identifiers AS held
            WHERE held.person_id = person.id AND held.kind = number.kind
                AND held.value_index = number.value_index
                AND held.provider IS NOT DISTINCT FROM number.provider
                AND (held.valid_until IS NULL
                    OR held.valid_until = :as_of - 1 AND number.kind IN ('phone', 'wallet'))
        ) AND NOT EXISTS (
            SELECT FROM cases.identifiers AS newer
            WHERE newer.person_id = person.id AND newer.kind = number.kind
                AND newer.as_of > :as_of AND newer.valid_until IS NULL
        )
    ) AS changes_numbers,
    coalesce(told.nominee_name_en, told.nominee_name_bn) IS NOT NULL AND (
        nominee.id IS NULL OR :as_of > nominee.as_of AND (
            nominee.name_en, nominee.name_bn, nominee.relation, nominee.nid_index,
            nominee.phone_index
        ) IS DISTINCT FROM (
            now_nominee_name_en,
            now_nominee_name_bn,
            coalesce(told.nominee_relation, nominee.relation),
            coalesce(told.nominee_nid_index, nominee.nid_index),
            coalesce(told.nominee_phone_index, nominee.phone_index)
        )
    ) AS changes_nominee,
    told.died_on IS NOT NULL AND (
        death.id IS NULL OR :as_of > death.as_of AND death.died_on <> told.died_on
    ) AS changes_death
FROM told_beneficiaries AS told
LEFT JOIN cases.identifiers AS by_nid ON by_nid.value_index = told.nid_index
    AND by_nid.kind = 'nid' AND by_nid.valid_until IS NULL
LEFT JOIN cases.identifiers AS by_birth ON by_birth.value_index = told.birth_registration_index
    AND by_birth.kind = 'birth_registration' AND by_birth.valid_until IS NULL
LEFT JOIN cases.identifiers AS by_id ON by_id.value_index = told.beneficiary_id_index
    AND by_id.kind = 'beneficiary_id' AND by_id.valid_until IS NULL
LEFT JOIN cases.people AS person
    ON person.id = coalesce(by_nid.person_id, by_birth.person_id, by_id.person_id)
LEFT JOIN cases.households AS household
    ON household.source = :source AND household.number = told.household_number
LEFT JOIN cases.enrolments AS enrolment
    ON enrolment.person_id = person.id AND enrolment.programme = told.programme
LEFT JOIN cases.nominees AS nominee
    ON nominee.person_id = person.id AND nominee.valid_until IS NULL
LEFT JOIN cases.deaths AS death ON death.person_id = person.id AND death.revoked_on IS NULL
LEFT JOIN cases.staged_people AS decided
    ON decided.import_id = :import_id AND decided.person_id = person.id
CROSS JOIN LATERAL (
    SELECT
        person.name_sounds = told.name_sounds OR EXISTS (
            SELECT unnest(person.name_sounds) INTERSECT SELECT unnest(told.name_sounds)
            EXCEPT SELECT unnest(CAST(:commonest AS text[]))
        ) AS is_named_alike,
        coalesce(nominee.name_en = told.nominee_name_en
            OR nominee.name_bn = told.nominee_name_bn, false) AS is_same_nominee
) AS likeness
CROSS JOIN LATERAL (
    SELECT
        coalesce(told.name_en, CASE WHEN person.name_en = person.name_bn THEN told.name_bn END,
            person.name_en) AS now_name_en,
        coalesce(told.name_bn, CASE WHEN person.name_en = person.name_bn THEN told.name_en END,
            person.name_bn) AS now_name_bn,
        coalesce(told.sex, person.sex) AS now_sex,
        coalesce(told.birth_year, person.birth_year) AS now_birth_year,
        CASE WHEN told.birth_year <> person.birth_year THEN told.birth_on
            ELSE coalesce(told.birth_on, person.birth_on) END AS now_birth_on,
        coalesce(told.area_code, person.area_code) AS now_area_code,
        coalesce(told.is_household_head, person.is_household_head) AS now_is_household_head,
        coalesce(told.status, enrolment.status) AS now_status,
        coalesce(told.enrolled_on, enrolment.enrolled_on) AS now_enrolled_on,
        CASE WHEN told.status <> enrolment.status THEN told.status_from
            ELSE coalesce(told.status_from, enrolment.status_from) END AS now_status_from,
        coalesce(told.nominee_name_en, CASE WHEN is_same_nominee THEN nominee.name_en END,
            told.nominee_name_bn) AS now_nominee_name_en,
        coalesce(told.nominee_name_bn, CASE WHEN is_same_nominee THEN nominee.name_bn END,
            told.nominee_name_en) AS now_nominee_name_bn
) AS now
WHERE told.turn = :turn
"""
_HAS_BANGLA = "~ '[\u0985-\u09b9]'"
# Whose name is known in one script and told in the other: only its sound can say who they are.
NOMINEES_IN_TWO_SCRIPTS = f"""
SELECT line, known_nominee, coalesce(nominee_name_en, nominee_name_bn)
FROM judged_beneficiaries
WHERE changes_nominee AND NOT is_same_nominee AND known_nominee IS NOT NULL
    AND (nominee_name_en IS NULL) <> (nominee_name_bn IS NULL)
    AND (known_nominee {_HAS_BANGLA})
        <> (coalesce(nominee_name_en, nominee_name_bn) {_HAS_BANGLA})
"""  # noqa: S608 (every word is our own)
SAME_NOMINEES = """
UPDATE judged_beneficiaries SET is_same_nominee = true,
    now_nominee_name_en = coalesce(nominee_name_en, known_nominee),
    now_nominee_name_bn = coalesce(nominee_name_bn, known_nominee)
WHERE line = ANY(:lines)
"""
REFUSE = """
INSERT INTO cases.import_remarks (import_id, line, refused, "column", code, parameters)
SELECT :import_id, line, true, coalesce(CAST(:columns AS jsonb) ->> found_by, ''), refusal, '{}'
FROM judged_beneficiaries WHERE refusal IS NOT NULL ORDER BY line
"""
OUTCOMES = """
SELECT CASE
    WHEN refusal IS NOT NULL THEN 'refused'
    WHEN is_new_person OR is_new_enrolment THEN 'new'
    WHEN changes_person OR changes_enrolment OR changes_numbers OR changes_nominee OR changes_death
        THEN 'changed'
    ELSE 'unchanged'
END AS outcome, count(*) FROM judged_beneficiaries GROUP BY outcome
"""
KEEP = "DELETE FROM judged_beneficiaries WHERE refusal IS NOT NULL"
DECIDE = """
INSERT INTO cases.staged_people (import_id, person_id)
SELECT :import_id, person_id FROM judged_beneficiaries
ON CONFLICT DO NOTHING
"""
FORGET = "DROP TABLE judged_beneficiaries"

HOUSE = """
INSERT INTO cases.households AS known (id, number, area_code, source, as_of)
SELECT DISTINCT ON (household_number) gen_random_uuid(), household_number, area_code, :source,
    :as_of
FROM judged_beneficiaries WHERE household_number IS NOT NULL ORDER BY household_number, line
ON CONFLICT (source, number) DO UPDATE SET area_code = excluded.area_code, as_of = excluded.as_of
    WHERE excluded.as_of > known.as_of
"""
_HOUSEHOLD = """(SELECT household.id FROM cases.households AS household
    WHERE household.source = :source AND household.number = told.household_number)"""
ADD_PEOPLE = f"""
INSERT INTO cases.people (
    id, name_en, name_bn, name_sounds, sex, birth_year, birth_on, area_code, household_id,
    is_household_head, source, as_of
)
SELECT person_id, coalesce(name_en, name_bn), coalesce(name_bn, name_en), name_sounds, sex,
    birth_year, birth_on, area_code, {_HOUSEHOLD}, coalesce(is_household_head, false), :source,
    :as_of
FROM judged_beneficiaries AS told WHERE is_new_person ORDER BY person_id
"""  # noqa: S608 (every word is our own)
CHANGE_PEOPLE = f"""
UPDATE cases.people AS known SET
    name_en = now_name_en,
    name_bn = now_name_bn,
    name_sounds = CASE
        WHEN told.name_en IS NOT NULL AND told.name_bn IS NOT NULL THEN told.name_sounds
        ELSE ARRAY(SELECT DISTINCT unnest(known.name_sounds || told.name_sounds) ORDER BY 1)
    END,
    sex = now_sex,
    birth_year = now_birth_year,
    birth_on = now_birth_on,
    area_code = now_area_code,
    household_id = coalesce({_HOUSEHOLD}, known.household_id),
    is_household_head = now_is_household_head,
    source = :source, as_of = :as_of
FROM judged_beneficiaries AS told
WHERE told.changes_person AND known.id = told.person_id AND :as_of >= known.as_of
"""  # noqa: S608 (every word is our own)
CONFIRM_PEOPLE = """
UPDATE cases.people AS known SET source = :source, as_of = :as_of
FROM judged_beneficiaries AS told
WHERE NOT told.changes_person AND known.id = told.person_id AND :as_of > known.as_of
"""
ADD_ENROLMENTS = """
INSERT INTO cases.enrolments
    (id, person_id, programme, status, enrolled_on, status_from, source, as_of)
SELECT gen_random_uuid(), person_id, programme, coalesce(status, 'active'),
    coalesce(enrolled_on, :as_of), status_from, :source, :as_of
FROM judged_beneficiaries WHERE is_new_enrolment ORDER BY person_id, programme
ON CONFLICT (person_id, programme) DO NOTHING
"""
CHANGE_ENROLMENTS = """
UPDATE cases.enrolments AS known SET
    status = now_status, enrolled_on = now_enrolled_on, status_from = now_status_from,
    source = :source, as_of = :as_of
FROM judged_beneficiaries AS told
WHERE NOT told.is_new_enrolment AND known.person_id = told.person_id
    AND known.programme = told.programme
    AND (told.changes_enrolment AND :as_of >= known.as_of OR :as_of > known.as_of)
"""
_NUMBERS = """judged_beneficiaries AS told CROSS JOIN LATERAL (VALUES
    ('nid', NULL, told.nid_index, told.nid_sealed),
    ('birth_registration', NULL, told.birth_registration_index, told.birth_registration_sealed),
    ('beneficiary_id', NULL, told.beneficiary_id_index, told.beneficiary_id_sealed),
    ('phone', NULL, told.phone_index, told.phone_sealed),
    ('wallet', told.wallet_provider, told.wallet_index, told.wallet_sealed)
) AS number (kind, provider, value_index, value_sealed)"""
_HELD = """known.person_id = told.person_id AND known.kind = number.kind
    AND known.valid_until IS NULL"""
_THE_SAME = """known.value_index = number.value_index
    AND known.provider IS NOT DISTINCT FROM number.provider"""
CONFIRM_NUMBERS = f"""
UPDATE cases.identifiers AS known SET source = :source, as_of = :as_of
FROM {_NUMBERS}
WHERE number.kind IN ('phone', 'wallet') AND {_HELD} AND {_THE_SAME} AND :as_of > known.as_of
"""  # noqa: S608 (every word is our own)
# One row of a file may end what another row of it tells.
KEEP_NUMBERS = f"""
UPDATE cases.identifiers AS known SET valid_until = NULL, source = :source, as_of = :as_of
FROM {_NUMBERS}
WHERE number.kind IN ('phone', 'wallet') AND known.person_id = told.person_id
    AND known.kind = number.kind AND {_THE_SAME} AND known.valid_until = :as_of - 1
    AND NOT EXISTS (
        SELECT FROM cases.identifiers AS held
        WHERE held.person_id = known.person_id AND held.kind = known.kind
            AND held.value_index = known.value_index
            AND held.provider IS NOT DISTINCT FROM known.provider AND held.valid_until IS NULL
    )
"""  # noqa: S608 (every word is our own)
END_NUMBERS = f"""
UPDATE cases.identifiers AS known SET valid_until = greatest(known.valid_from, :as_of - 1)
FROM {_NUMBERS}
WHERE number.kind IN ('phone', 'wallet') AND number.value_index IS NOT NULL AND {_HELD}
    AND NOT ({_THE_SAME}) AND :as_of > known.as_of
"""  # noqa: S608 (every word is our own)
ADD_NUMBERS = f"""
INSERT INTO cases.identifiers
    (person_id, kind, provider, value_sealed, value_index, valid_from, source, as_of)
SELECT told.person_id, number.kind, number.provider, number.value_sealed, number.value_index,
    :as_of, :source, :as_of
FROM {_NUMBERS}
WHERE number.value_index IS NOT NULL AND NOT EXISTS (
    SELECT FROM cases.identifiers AS known WHERE {_HELD} AND known.as_of > :as_of
)
ORDER BY told.person_id, number.kind
ON CONFLICT DO NOTHING
"""  # noqa: S608 (every word is our own)
END_NOMINEES = """
UPDATE cases.nominees AS known SET valid_until = greatest(known.valid_from, :as_of - 1)
FROM judged_beneficiaries AS told
WHERE told.changes_nominee AND NOT told.is_same_nominee AND known.person_id = told.person_id
    AND known.valid_until IS NULL
"""
CHANGE_NOMINEES = """
UPDATE cases.nominees AS known SET
    name_en = now_nominee_name_en,
    name_bn = now_nominee_name_bn,
    relation = coalesce(told.nominee_relation, known.relation),
    nid_sealed = coalesce(told.nominee_nid_sealed, known.nid_sealed),
    nid_index = coalesce(told.nominee_nid_index, known.nid_index),
    phone_sealed = coalesce(told.nominee_phone_sealed, known.phone_sealed),
    phone_index = coalesce(told.nominee_phone_index, known.phone_index),
    source = :source, as_of = :as_of
FROM judged_beneficiaries AS told
WHERE told.is_same_nominee AND known.person_id = told.person_id AND known.valid_until IS NULL
    AND :as_of > known.as_of
"""
ADD_NOMINEES = """
INSERT INTO cases.nominees (
    person_id, name_en, name_bn, relation, nid_sealed, nid_index, phone_sealed, phone_index,
    valid_from, source, as_of
)
SELECT person_id, now_nominee_name_en, now_nominee_name_bn, coalesce(nominee_relation, 'other'),
    nominee_nid_sealed, nominee_nid_index, nominee_phone_sealed, nominee_phone_index,
    :as_of, :source, :as_of
FROM judged_beneficiaries WHERE changes_nominee AND NOT is_same_nominee ORDER BY person_id
ON CONFLICT DO NOTHING
"""
CONFIRM_DEATHS = """
UPDATE cases.deaths AS known SET source = :source, as_of = :as_of
FROM judged_beneficiaries AS told
WHERE known.person_id = told.person_id AND known.died_on = told.died_on
    AND known.revoked_on IS NULL AND :as_of > known.as_of
"""
REVOKE_DEATHS = """
UPDATE cases.deaths AS known SET revoked_on = :as_of
FROM judged_beneficiaries AS told
WHERE told.changes_death AND known.person_id = told.person_id AND known.revoked_on IS NULL
"""
ADD_DEATHS = """
INSERT INTO cases.deaths (person_id, died_on, source, as_of)
SELECT person_id, died_on, :source, :as_of
FROM judged_beneficiaries WHERE changes_death ORDER BY person_id
ON CONFLICT DO NOTHING
"""
CHANGING = (
    HOUSE,
    ADD_PEOPLE,
    CHANGE_PEOPLE,
    CONFIRM_PEOPLE,
    ADD_ENROLMENTS,
    CHANGE_ENROLMENTS,
    CONFIRM_NUMBERS,
    KEEP_NUMBERS,
    END_NUMBERS,
    ADD_NUMBERS,
    END_NOMINEES,
    CHANGE_NOMINEES,
    ADD_NOMINEES,
    CONFIRM_DEATHS,
    REVOKE_DEATHS,
    ADD_DEATHS,
)
