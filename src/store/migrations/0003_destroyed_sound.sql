-- What was taken out of the sound for good, so that nothing is taken out twice.

ALTER TABLE conversation ADD COLUMN destroyed_sound TEXT NOT NULL DEFAULT '';       -- document: the stretches, pipeline/kept_sound.hpp
