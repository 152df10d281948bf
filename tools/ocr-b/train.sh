#!/bin/sh
# train.sh OUT_FOLDER [EASY_STEPS [WIDE_STEPS]]: makes OUT_FOLDER/ocrb.traineddata with Debian's tesseract-ocr.
# EASY_LINES, WIDE_LINES and JUDGE_LINES (1600, 2000, 200) say how many lines are drawn; PYTHON names the interpreter to use.
set -eu
out=$1 easy_steps=${2:-4000} wide_steps=${3:-16000}
here=$(cd "$(dirname "$0")" && pwd)
export PYTHONPATH="$here:$here/../mrz-net" OMP_THREAD_LIMIT=1
python=${PYTHON:-python3}
lines_a_part=200
net='[1,36,0,1 Ct3,3,16 Mp3,3 Lfys48 Lfx96 Lrx96 Lfx128 O1c1]'
mkdir -p "$out/ocrb"
out=$(cd "$out" && pwd)

draw() { # NAME COUNT HARD SEED: lines as lstmf, once; in parts, since tesseract writes its whole file anew for each line
  [ -f "$out/$1.txt" ] && return 0
  rm -f "$out/$1.part"
  part=0
  while [ $((part * lines_a_part)) -lt "$2" ]; do
    name="$out/$1-$part"
    "$python" "$here/lines.py" "$name" "$lines_a_part" --hard "$3" --seed "$(($4 * 100 + part))"
    tesseract "$name.tif" "$name" --psm 13 lstm.train
    echo "$name.lstmf" >> "$out/$1.part"
    part=$((part + 1))
  done
  mv "$out/$1.part" "$out/$1.txt"
}

learn() { # LINES RATE STEPS: goes on from the last checkpoint
  lstmtraining --traineddata "$out/ocrb/ocrb.traineddata" --net_spec "$net" --model_output "$out/net" \
    --train_listfile "$out/$1.txt" --eval_listfile "$out/judge.txt" --learning_rate "$2" \
    --max_iterations "$3" --target_error_rate 0.001 --reset_learning_rate
}

draw easy "${EASY_LINES:-1600}" 0.15 1
draw judge "${JUDGE_LINES:-200}" 0.7 2

# The alphabet is all that tesseract needs to know of the language: no words, no Unicode tables.
unicharset_extractor --output_unicharset "$out/unicharset" --norm_mode 1 "$out/easy-0.box"
printf '#\n' > "$out/radical-stroke.txt"
combine_lang_model --input_unicharset "$out/unicharset" --script_dir "$out" --output_dir "$out" --lang ocrb \
  --pass_through_recoder

learn easy 0.002 "$easy_steps"
draw wide "${WIDE_LINES:-2000}" 0.7 3
cat "$out/easy.txt" "$out/wide.txt" > "$out/both.txt"
learn both 0.0008 "$((easy_steps + wide_steps))"

# The last state of a training may be worse than one before; a file is written for each that was the best so far, in time.
best=$(find "$out" -name 'net_*_*_*.checkpoint' -exec ls -t {} + | head -n 1)
lstmtraining --stop_training --convert_to_int --continue_from "${best:-$out/net_checkpoint}" \
  --traineddata "$out/ocrb/ocrb.traineddata" --model_output "$out/ocrb.traineddata"
