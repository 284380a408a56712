// Compiled Stan models that answer over their standard streams: log density with gradient at a position, and how long that takes.
//
// PROGRAMS is a header that stan.ts writes: it includes what stanc made of each program, and defines EACH_PROGRAM(DO) as
// DO(name, model class) for each. Run as `executable NAME data.json`. Commands, one a line:
//   names               unconstrained parameters in Stan's order
//   at x1 .. xn         moves there; answers "value g1 .. gn", up to a constant, Jacobian terms included
//   time SECONDS        evaluates for about so long; answers microseconds of processor time an evaluation
#include <stan/model/model_header.hpp>
#include <stan/io/json/json_data.hpp>
#include <stan/model/log_prob_grad.hpp>

#include PROGRAMS

#include <cstdio>
#include <ctime>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

// Of this process: the time of a busy machine's other work is not ours.
static double processor_seconds() {
  timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return now.tv_sec + 1e-9 * now.tv_nsec;
}

template <class Model>
class Session {
 public:
  explicit Session(stan::io::var_context &data)
      : model_(data, 1, &std::cerr),
        position_(Eigen::VectorXd::Zero(model_.num_params_r())),
        gradient_(model_.num_params_r()) {}

  void names() const {
    std::vector<std::string> names;
    model_.unconstrained_param_names(names, false, false);
    for (const auto &name : names) std::cout << name << ' ';
    std::cout << std::endl;
  }

  void at(std::istream &numbers) {
    for (Eigen::Index i = 0; i < position_.size(); i++) numbers >> position_[i];
    std::printf("%.17g", evaluate());
    for (Eigen::Index i = 0; i < gradient_.size(); i++) std::printf(" %.17g", gradient_[i]);
    std::printf("\n");
    std::fflush(stdout);
  }

  void time(double seconds) {
    const double start = position_[0];
    // Looks at the clock rarely; the position moves a little, so that no evaluation repeats the one before it.
    long per_look = 1;
    long done = 0;
    const double begin = processor_seconds();
    double elapsed = 0;
    while (elapsed < seconds) {
      for (long i = 0; i < per_look; i++) {
        position_[0] = start + 1e-9 * (i & 7);
        sum_ += evaluate();
      }
      done += per_look;
      elapsed = processor_seconds() - begin;
      if (elapsed < seconds / 16) per_look *= 2;
    }
    position_[0] = start;
    std::printf("%.17g\n", elapsed / done * 1e6);
    std::fflush(stdout);
  }

  double sum() const { return sum_; }

 private:
  double evaluate() {
    return stan::model::log_prob_grad<true, true>(model_, position_, gradient_, &std::cerr);
  }

  Model model_;
  Eigen::VectorXd position_;
  Eigen::VectorXd gradient_;
  double sum_ = 0;
};

template <class Model>
static void serve(stan::io::var_context &data) {
  Session<Model> session(data);
  std::string line;
  while (std::getline(std::cin, line)) {
    std::istringstream words(line);
    std::string command;
    words >> command;
    if (command == "names") session.names();
    if (command == "at") session.at(words);
    if (command == "time") {
      double seconds = 0;
      words >> seconds;
      session.time(seconds);
    }
  }
  std::cerr << session.sum() << std::endl;
}

int main(int count, char **words) {
  if (count != 3) return 2;
  const std::string name = words[1];
  std::ifstream file(words[2]);
  stan::json::json_data data(file);
#define SERVE(program, Model) \
  if (name == #program) serve<Model>(data);
  EACH_PROGRAM(SERVE)
  return 0;
}
